import QtQuick
import Snug.Style
import Snug.Components

/// An action and its keys, a row of 60 as in the other sections. Enter on the keys, then press new ones; Esc leaves them, Del
/// clears them, and the arrow beside them brings back what Snug came with. A conflict is named in the row.
Item {
    id: row

    required property int index
    required property string actionId
    required property string title
    required property string group
    required property string shortcutText
    /// First row of its group: a heading stands above it
    property bool first: false
    property bool last: false
    property string problem
    property bool listening: false
    readonly property int head: first ? (index === 0 ? 24 : 48) : 0
    signal keysChosen(string keys)
    signal resetWanted()

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

    implicitHeight: head + card.height
    Txt {
        visible: row.first
        anchors.left: parent.left
        y: row.head - 22
        text: row.word(row.group)
        type: Type.smallBold
        color: Theme.text2
        Accessible.ignored: false
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    CardPiece {
        id: card
        y: row.head
        width: parent.width
        height: Math.max(Type.rowHeight(60), words.height + 22)
        first: row.first
        last: row.last
        Column {
            id: words
            anchors.left: parent.left
            anchors.leftMargin: 16
            anchors.right: keyArea.left
            anchors.rightMargin: 16
            anchors.verticalCenter: parent.verticalCenter
            spacing: 4
            Txt { width: parent.width; text: row.title; type: Type.bodyMedium; elide: Text.ElideRight }
            Txt {
                visible: text !== ""
                width: parent.width
                text: row.listening ? qsTr("Press the new keys. Esc leaves them, Del clears them.") : row.problem
                type: Type.small
                color: row.listening ? Theme.text2 : Theme.no
                wrapMode: Text.Wrap
            }
        }
        Row {
            id: keyArea
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.verticalCenter: parent.verticalCenter
            spacing: 4
            IconButton {
                extent: 32
                glyph: "undo"
                text: qsTr("Reset the keys of %1").arg(row.title)
                onClicked: row.resetWanted()
            }
            Button {
                id: keys
                width: Math.max(96, implicitWidth)
                text: row.listening ? qsTr("Press keys") : row.shortcutText === "" ? qsTr("None") : row.shortcutText
                Accessible.name: qsTr("Keys of %1: %2").arg(row.title).arg(row.shortcutText === "" ? qsTr("None") : row.shortcutText)
                onClicked: row.listening = true
                onActiveFocusChanged: if (!activeFocus) row.listening = false
                Keys.priority: Keys.BeforeItem
                Keys.onShortcutOverride: event => event.accepted = row.listening
                Keys.onPressed: event => {
                    if (!row.listening || event.key === Qt.Key_Control || event.key === Qt.Key_Shift || event.key === Qt.Key_Alt || event.key === Qt.Key_Meta)
                        return;
                    event.accepted = true;
                    row.listening = false;
                    if (event.key === Qt.Key_Escape)
                        return;
                    row.keysChosen(event.key === Qt.Key_Delete && event.modifiers === Qt.NoModifier ? "" : KeyNames.text(event.key, event.modifiers));
                }
            }
        }
    }
}
