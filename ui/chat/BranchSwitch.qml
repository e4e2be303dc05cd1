import QtQuick
import Snug.Style
import Snug.Components

/// "‹ 2 / 3 ›": the answers to one question.
Row {
    id: branches

    required property int branchIndex
    required property int branchCount
    property int focusPolicy: Qt.StrongFocus
    signal chosen(int index)

    Item {
        width: 6
        height: 1
    }
    IconButton {
        focusPolicy: branches.focusPolicy
        glyph: "chevron-left"
        text: qsTr("Previous branch")
        shortcut: "Alt+Left"
        width: 24
        enabled: branches.branchIndex > 1
        onClicked: branches.chosen(branches.branchIndex - 1)
    }
    Txt {
        height: 28
        text: qsTr("%1 / %2").arg(branches.branchIndex).arg(branches.branchCount)
        type: Type.small
        color: Theme.text2
    }
    Item {
        width: 0
        height: 1
    }
    IconButton {
        focusPolicy: branches.focusPolicy
        glyph: "chevron-right"
        text: qsTr("Next branch")
        shortcut: "Alt+Right"
        width: 24
        enabled: branches.branchIndex < branches.branchCount
        onClicked: branches.chosen(branches.branchIndex + 1)
    }
}
