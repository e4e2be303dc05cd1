pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Ctrl+K: 600 wide at y 104 over the scrim. Models, chats, actions; the same registry as menus and shortcuts.
T.Popup {
    id: popup

    required property PaletteModel palette

    function take(row: int, withSettings: bool) {
        close();
        if (withSettings)
            palette.activateWithSettings(row);
        else
            palette.activate(row);
    }

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: 104
    implicitWidth: 600
    implicitHeight: list.y + list.height + 17 + 37
    padding: 0
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    T.Overlay.modal: Rectangle { color: Theme.scrim }
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.sheet; easing.type: Easing.OutCubic } }
    // Not when it closes: the row that was taken is a row of what was shown.
    onAboutToShow: palette.query = ""
    onOpened: {
        field.forceActiveFocus(Qt.PopupFocusReason);
        list.currentIndex = -1;
        list.step(1);
    }
    background: Rectangle {
        radius: Space.radiusDialog
        color: Theme.base
        border.width: 1
        border.color: Theme.edge
    }
    contentItem: Item {
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Go to chat, model or command")
        Icon { anchors.left: parent.left; anchors.leftMargin: 19; y: 16; glyph: "search" }
        T.TextField {
            id: field
            anchors.left: parent.left
            anchors.leftMargin: 45
            width: parent.width - 110
            height: 48
            leftPadding: 1
            verticalAlignment: TextInput.AlignVCenter
            font: Type.query.font
            color: Theme.text
            selectionColor: Theme.accentFill
            selectedTextColor: Theme.accentInk
            selectByMouse: true
            text: popup.palette.query
            Accessible.role: Accessible.EditableText
            Accessible.name: qsTr("Go to chat, model or command")
            onTextEdited: {
                popup.palette.query = text;
                list.currentIndex = -1;
                list.step(1);
            }
            Keys.onPressed: event => {
                switch (event.key) {
                case Qt.Key_Down: list.step(1); break;
                case Qt.Key_Up: list.step(-1); break;
                case Qt.Key_Return:
                case Qt.Key_Enter: if (list.currentIndex >= 0) popup.take(list.currentIndex, (event.modifiers & Qt.ControlModifier) !== 0); break;
                default: return;
                }
                event.accepted = true;
            }
            Txt {
                anchors.left: parent.left
                anchors.leftMargin: 1
                height: parent.height
                visible: field.length === 0
                text: qsTr("Go to chat, model or command")
                type: Type.read
                color: Theme.text3
            }
        }
        KeyCap { anchors.right: parent.right; anchors.rightMargin: 14; y: 15; text: "Esc" }
        HLine { anchors.left: parent.left; anchors.leftMargin: 1; y: 48; width: parent.width - 2 }
        ListView {
            id: list
            anchors.left: parent.left
            anchors.leftMargin: 8
            y: 54
            width: parent.width - 16
            height: count === 0 ? 40 : Math.min(contentHeight, 420)
            clip: true
            model: popup.palette.rows
            boundsBehavior: Flickable.StopAtBounds
            highlightFollowsCurrentItem: false
            currentIndex: -1
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Results")
            T.ScrollBar.vertical: ScrollBar {}
            /// What the current row is: model, chat or action
            function currentKind(): string {
                const item = currentItem as PaletteRow;
                return item === null ? "" : item.rowKind;
            }
            function step(by: int) {
                for (let row = currentIndex + by; row >= 0 && row < count; row += by) {
                    const item = itemAtIndex(row) as PaletteRow;
                    if (item === null || item.rowKind !== "heading") {
                        currentIndex = row;
                        positionViewAtIndex(row, ListView.Contain);
                        return;
                    }
                }
            }
            delegate: PaletteRow {
                width: ListView.view.width
                highlighted: ListView.isCurrentItem
                onHoveredOver: list.currentIndex = index
                onPicked: popup.take(index, false)
            }
        }
        Txt {
            visible: list.count === 0
            anchors.left: parent.left
            anchors.leftMargin: 18
            y: 58
            height: 32
            text: qsTr("Nothing found.")
            color: Theme.text2
        }
        HLine { anchors.left: parent.left; anchors.leftMargin: 1; y: parent.height - 37; width: parent.width - 2 }
        Row {
            anchors.left: parent.left
            anchors.leftMargin: 18
            y: parent.height - 28
            spacing: 6
            KeyCap { text: "Enter" }
            Txt { height: 18; text: list.currentKind() === "model" ? qsTr("load") : qsTr("open"); type: Type.small; color: Theme.text2 }
            Item { width: 8; height: 1 }
            KeyCap { visible: list.currentKind() === "model"; text: "Ctrl+Enter" }
            Txt { visible: list.currentKind() === "model"; height: 18; text: qsTr("load with settings"); type: Type.small; color: Theme.text2 }
        }
    }
}
