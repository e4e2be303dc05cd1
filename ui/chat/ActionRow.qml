import QtQuick
import Snug.Style
import Snug.Components

/// What can be done with an answer, and how it was made.
Row {
    id: actions

    required property string phase
    required property int branchIndex
    required property int branchCount
    required property real rate
    required property real firstToken
    required property int tokenCount
    /// Texts of tooltips, from the registry
    property string regenerateKeys
    property string continueKeys
    property string copyKeys
    /// Tab reaches its controls: the last answer and the message in focus; the list is one stop otherwise
    property bool reachable: true
    readonly property int policy: reachable ? Qt.StrongFocus : Qt.NoFocus
    readonly property bool cut: phase === "stopped" || phase === "interrupted"
    signal copyWanted()
    signal editWanted()
    signal regenerateWanted()
    signal continueWanted()
    signal branchWanted()
    signal branchChosen(int index)

    /// "71.9 tok/s · first token 0.24 s · 318 tokens"
    function figures(): string {
        return Format.listed([
            rate >= 0 ? qsTr("%1 tok/s").arg(Format.rate(rate, true)) : "",
            firstToken >= 0 ? qsTr("first token %1").arg(Format.firstToken(firstToken)) : "",
            tokenCount >= 0 ? qsTr("%1 tokens").arg(Format.whole(tokenCount)) : ""
        ], " · ");
    }

    spacing: 2
    IconButton { focusPolicy: actions.policy; glyph: "copy"; text: qsTr("Copy"); shortcut: actions.copyKeys; onClicked: actions.copyWanted() }
    IconButton { focusPolicy: actions.policy; glyph: "edit"; text: qsTr("Edit"); onClicked: actions.editWanted() }
    IconButton { focusPolicy: actions.policy; glyph: "regenerate"; text: qsTr("Regenerate"); shortcut: actions.regenerateKeys; onClicked: actions.regenerateWanted() }
    IconButton { focusPolicy: actions.policy; glyph: "continue"; text: qsTr("Continue"); shortcut: actions.continueKeys; onClicked: actions.continueWanted() }
    IconButton { focusPolicy: actions.policy; glyph: "branch"; text: qsTr("New chat from here"); onClicked: actions.branchWanted() }
    BranchSwitch {
        focusPolicy: actions.policy
        visible: actions.branchCount > 1
        branchIndex: actions.branchIndex
        branchCount: actions.branchCount
        onChosen: index => actions.branchChosen(index)
    }
    Item {
        width: 8
        height: 1
    }
    Txt {
        visible: actions.cut
        height: 28
        text: actions.phase === "stopped" ? qsTr("Stopped") : qsTr("Interrupted")
        type: Type.smallBold
        color: Theme.text3
    }
    Txt {
        height: 28
        visible: Reading.statistics
        text: (actions.cut ? "· " : "") + actions.figures()
        type: Type.small
        color: Theme.text3
    }
}
