pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// F1: all actions with their keys, from the registry.
T.Popup {
    id: popup

    required property ActionRegistry actions

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? Math.round((parent.height - height) / 2) : 0
    implicitWidth: 760
    implicitHeight: Math.min(parent ? parent.height - 64 : 640, 640)
    padding: 0
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    T.Overlay.modal: Rectangle { color: Theme.scrim }
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.sheet; easing.type: Easing.OutCubic } }
    onOpened: grid.forceActiveFocus(Qt.PopupFocusReason)
    background: Rectangle {
        radius: Space.radiusDialog
        color: Theme.base
        border.width: 1
        border.color: Theme.edge
    }
    contentItem: Item {
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Shortcuts")
        Txt { x: 24; height: 56; text: qsTr("Shortcuts"); type: Type.title }
        IconButton { x: parent.width - 42; y: 14; glyph: "close"; text: qsTr("Close"); shortcut: "Esc"; onClicked: popup.close() }
        HLine { x: 1; y: 55; width: parent.width - 2 }
        GridView {
            id: grid
            x: 24
            y: 64
            width: parent.width - 36
            height: parent.height - y - 8
            clip: true
            cellWidth: Math.floor(width / 2)
            cellHeight: Type.rowHeight(30)
            flow: GridView.FlowLeftToRight
            model: popup.actions.rows
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Shortcuts")
            T.ScrollBar.vertical: ScrollBar {}
            delegate: Item {
                id: cell
                required property string title
                required property string shortcutText
                width: grid.cellWidth - 20
                height: grid.cellHeight
                Accessible.role: Accessible.ListItem
                Accessible.name: title + ", " + shortcutText
                Txt { width: cap.x - 8; height: parent.height; text: cell.title; color: Theme.text2; elide: Text.ElideRight }
                KeyCap { id: cap; visible: text !== ""; x: parent.width - width; anchors.verticalCenter: parent.verticalCenter; text: cell.shortcutText }
            }
        }
    }
}
