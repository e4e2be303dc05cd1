import QtQuick
import Snug.Style
import Snug.Components

/// A message while it is edited: as wide as the column, a 2 px accent border, the text in its place.
Rectangle {
    id: editor

    required property string text
    required property string note
    required property string actText
    property color ground: Theme.bubble
    signal accepted(string text)
    signal cancelled()

    implicitHeight: area.height + 72
    radius: Space.radiusCard
    color: ground
    border.width: 2
    border.color: Theme.accent
    Component.onCompleted: {
        area.text = text;
        area.forceActiveFocus();
        area.cursorPosition = area.length;
    }
    LinedArea {
        id: area
        anchors.left: parent.left
        anchors.leftMargin: 14
        y: 12
        width: parent.width - 28
        label: qsTr("Edit the message")
        Keys.onEscapePressed: editor.cancelled()
        Keys.onReturnPressed: event => {
            if (event.modifiers & Qt.ControlModifier)
                editor.accepted(area.text);
            else
                event.accepted = false;
        }
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 14
        y: parent.height - 35
        anchors.right: buttons.left
        anchors.rightMargin: 8
        text: editor.note
        type: Type.small
        color: Theme.text2
        elide: Text.ElideRight
    }
    Row {
        id: buttons
        anchors.right: parent.right
        anchors.rightMargin: 8
        y: parent.height - 40
        spacing: 8
        Button { kind: "ghost"; height: 30; text: qsTr("Cancel"); onClicked: editor.cancelled() }
        Button { kind: "primary"; height: 30; text: editor.actText; enabled: area.text.trim() !== ""; onClicked: editor.accepted(area.text) }
    }
}
