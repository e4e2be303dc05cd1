import QtQuick
import Snug.Style
import Snug.Components

/// An action and its keys in the shortcuts sheet; the first of a group stands under the group's name.
Item {
    id: row

    required property int index
    required property string title
    required property string group
    required property string shortcutText
    property bool headed: false
    readonly property int head: headed ? Type.rowHeight(40) : 0

    /// The groups of the registry, as people read them.
    function word(group: string): string {
        switch (group) {
        case "Go": return qsTr("Go");
        case "Chat": return qsTr("Chat");
        case "Answer": return qsTr("Answer");
        case "Model": return qsTr("Model");
        case "View": return qsTr("View");
        case "Window": return qsTr("Window");
        }
        return group;
    }

    implicitHeight: head + Type.rowHeight(28)
    Accessible.role: Accessible.ListItem
    Accessible.name: title + ", " + shortcutText
    Txt {
        visible: row.headed
        anchors.left: parent.left
        y: row.head - 20
        text: row.word(row.group)
        type: Type.microBold
        color: Theme.text3
        Accessible.ignored: false
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Txt {
        anchors.left: parent.left
        anchors.right: cap.left
        anchors.rightMargin: 8
        y: row.head
        height: parent.height - y
        text: row.title
        color: Theme.text2
        elide: Text.ElideRight
    }
    KeyCap {
        id: cap
        visible: row.shortcutText !== ""
        anchors.right: parent.right
        y: row.head + Math.round((parent.height - row.head - height) / 2)
        text: row.shortcutText
    }
}
