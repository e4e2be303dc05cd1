import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Find in this chat: 380x40 at the top right over the conversation.
Rectangle {
    id: bar

    required property ConversationModel conversation
    signal closed()

    function begin() {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    implicitWidth: 380
    implicitHeight: 40
    radius: Space.radiusMenu
    color: Theme.popover
    border.width: 1
    border.color: Theme.edge
    Keys.onEscapePressed: closed()
    TextField {
        id: field
        anchors.left: parent.left
        anchors.leftMargin: 4
        y: 4
        width: 226
        height: 32
        glyph: "search"
        label: qsTr("Find in this chat")
        text: bar.conversation.findQuery
        onTextEdited: bar.conversation.findQuery = text
        onAccepted: bar.conversation.findNext()
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 242
        height: parent.height
        text: bar.conversation.findQuery === "" ? "" : bar.conversation.findCount === 0 ? qsTr("None")
            : qsTr("%1 of %2").arg(bar.conversation.findCurrent + 1).arg(bar.conversation.findCount)
        type: Type.small
        color: Theme.text2
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 5
        y: 6
        IconButton { glyph: "chevron-up"; text: qsTr("Previous match"); shortcut: "Shift+F3"; enabled: bar.conversation.findCount > 0; onClicked: bar.conversation.findPrevious() }
        IconButton { glyph: "chevron-down"; text: qsTr("Next match"); shortcut: "F3"; enabled: bar.conversation.findCount > 0; onClicked: bar.conversation.findNext() }
        IconButton { glyph: "close"; text: qsTr("Close"); shortcut: "Esc"; onClicked: bar.closed() }
    }
}
