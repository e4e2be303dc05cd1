import QtQuick
import Snug.Style
import Snug.Components

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// An answer: plain on base, its blocks, the caret while it grows, the action row after it.
Item {
    id: message

    required property string modelName
    required property string text
    required property QtObject blocks
    required property string phase
    required property bool lastAnswer
    required property int branchIndex
    required property int branchCount
    required property real rate
    required property real firstToken
    required property int tokenCount
    required property int readTokens
    required property int readPercent
    required property string errorText
    property string query
    property int currentMatch: -1
    property string regenerateKeys
    property string continueKeys
    property string copyKeys
    /// Tab reaches its controls: the last answer and the message in focus; the list is one stop otherwise
    property bool reachable: true
    property bool current: false
    /// What of this message the view shows
    property real viewTop: 0
    property real viewBottom: 100000
    property bool editing: false
    readonly property bool growing: phase === "reading" || phase === "thinking" || phase === "writing"
    readonly property bool showsActions: !growing && (lastAnswer || current || hover.hovered || actionsFocus.activeFocus)
    readonly property int topGap: column.firstKind === "thinking" ? 0 : 8
    signal copyWanted()
    signal copyBlockWanted(int blockRow)
    signal regenerateWanted()
    signal continueWanted()
    signal branchWanted()
    signal branchChosen(int index)
    signal sendWanted(string text)
    signal linkChosen(string url)

    function blockTop(block: int): real {
        return topGap + column.topOf(block);
    }

    implicitHeight: editing ? editor.height
        : topGap + (reading.visible ? reading.height : column.height) + (failed.visible ? failed.height + 12 : 0) + (growing ? 0 : 40)
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Answer, %1").arg(modelName)
    Accessible.description: growing ? "" : text
    HoverHandler {
        id: hover
    }
    Txt {
        id: reading
        anchors.left: parent.left
        visible: message.phase === "reading" && column.count === 0
        y: message.topGap
        height: Type.read.line
        text: message.readTokens > 0
            ? qsTr("Reading %1 tokens, %2 %").arg(Format.whole(message.readTokens)).arg(message.readPercent) : ""
        type: Type.small
        color: Theme.text3
        Caret {
            anchors.left: parent.left
            anchors.leftMargin: reading.text === "" ? 0 : reading.width + 4
            y: 3
        }
    }
    BlockColumn {
        id: column
        visible: !message.editing
        y: message.topGap
        width: message.width
        blocks: message.blocks
        reachable: message.reachable
        viewTop: message.viewTop - y
        viewBottom: message.viewBottom - y
        query: message.query
        currentMatch: message.currentMatch
        writing: message.phase === "writing" || message.phase === "thinking"
        onCopyWanted: row => message.copyBlockWanted(row)
        onLinkChosen: url => message.linkChosen(url)
    }
    Banner {
        id: failed
        visible: message.phase === "failed" && message.errorText !== ""
        y: column.y + column.height + (column.count > 0 ? 12 : 0)
        width: message.width
        kind: "no"
        text: message.errorText
    }
    FocusScope {
        id: actionsFocus
        visible: !message.growing && !message.editing
        anchors.left: parent.left
        anchors.leftMargin: -6
        y: message.implicitHeight - 28
        width: message.width + 6
        height: 28
        ActionRow {
            anchors.left: parent.left
            reachable: message.reachable
            opacity: message.showsActions ? 1 : 0
            phase: message.phase
            branchIndex: message.branchIndex
            branchCount: message.branchCount
            rate: message.rate
            firstToken: message.firstToken
            tokenCount: message.tokenCount
            regenerateKeys: message.regenerateKeys
            continueKeys: message.continueKeys
            copyKeys: message.copyKeys
            onCopyWanted: message.copyWanted()
            onEditWanted: message.editing = true
            onRegenerateWanted: message.regenerateWanted()
            onContinueWanted: message.continueWanted()
            onBranchWanted: message.branchWanted()
            onBranchChosen: index => message.branchChosen(index)
        }
    }
    Loader {
        id: editor
        width: parent.width
        active: message.editing
        sourceComponent: EditBubble {
            text: message.text
            note: qsTr("Kept as a branch of its own.")
            actText: qsTr("Save")
            ground: Theme.base
            onAccepted: text => {
                message.editing = false;
                message.sendWanted(text);
            }
            onCancelled: message.editing = false
        }
    }
}
