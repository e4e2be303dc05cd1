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
    required property bool changed
    /// First row of its group: a heading stands above it
    property bool first: false
    property bool last: false
    property string problem
    property bool listening: false
    readonly property int head: first ? (index === 0 ? 24 : 48) : 0
    signal keysChosen(string keys)
    /// A key was pressed that cannot be used.
    signal keysRefused()
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
                visible: row.changed
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
                onClicked: listener.forceActiveFocus(Qt.OtherFocusReason)
            }
        }
    }
    // A focus of its own: a button keeps Enter and Space for itself, so that Ctrl+Enter could never be chosen.
    Item {
        id: listener
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("Press the new keys of %1").arg(row.title)
        onActiveFocusChanged: row.listening = activeFocus
        Keys.onShortcutOverride: event => event.accepted = true
        Keys.onPressed: event => {
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Control:
            case Qt.Key_Shift:
            case Qt.Key_Alt:
            case Qt.Key_AltGr:
            case Qt.Key_Meta:
            case Qt.Key_Super_L:
            case Qt.Key_Super_R:
            case Qt.Key_CapsLock:
            case Qt.Key_NumLock:
                return;
            }
            keys.forceActiveFocus(Qt.OtherFocusReason);
            if (event.key === Qt.Key_Escape)
                return;
            const clears = event.key === Qt.Key_Delete && event.modifiers === Qt.NoModifier;
            const name = clears ? "" : KeyNames.text(event.key, event.modifiers);
            if (clears || name !== "")
                row.keysChosen(name);
            else
                row.keysRefused();
        }
    }
}
