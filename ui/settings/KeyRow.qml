import QtQuick
import Snug.Style
import Snug.Components

/// An action and its keys. Enter on the keys, then press new ones; Esc leaves it, Del clears it.
Item {
    id: row

    required property int index
    required property string actionId
    required property string title
    required property string group
    required property string shortcutText
    property bool listening: false
    signal keysChosen(string keys)
    signal resetWanted()

    implicitHeight: Type.rowHeight(40)
    HLine {
        visible: row.index > 0
        x: 15
        width: parent.width - 30
    }
    Txt { x: 15; height: parent.height; text: row.title; type: Type.bodyMedium }
    Button {
        id: keys
        x: parent.width - width - 11
        anchors.verticalCenter: parent.verticalCenter
        extent: "small"
        kind: row.listening ? "secondary" : "ghost"
        text: row.listening ? qsTr("Press keys") : row.shortcutText === "" ? qsTr("None") : row.shortcutText
        Accessible.name: qsTr("Keys of %1: %2").arg(row.title).arg(row.shortcutText)
        onClicked: row.listening = true
        onActiveFocusChanged: if (!activeFocus) row.listening = false
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
