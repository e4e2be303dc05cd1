pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// F1: all actions with their keys, group by group in two columns, from the registry.
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
    onOpened: scroll.forceActiveFocus(Qt.PopupFocusReason)
    background: Rectangle {
        radius: Space.radiusDialog
        color: Theme.base
        border.width: 1
        border.color: Theme.edge
    }
    contentItem: Item {
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Shortcuts")
        Txt { anchors.left: parent.left; anchors.leftMargin: 24; height: 56; text: qsTr("Shortcuts"); type: Type.title }
        IconButton { anchors.right: parent.right; anchors.rightMargin: 42 - width; y: 14; glyph: "close"; text: qsTr("Close"); shortcut: "Esc"; onClicked: popup.close() }
        HLine { anchors.left: parent.left; anchors.leftMargin: 1; y: 55; width: parent.width - 2 }
        Flickable {
            id: scroll
            anchors.left: parent.left
            anchors.leftMargin: 24
            y: 56
            width: parent.width - 36
            height: parent.height - y - 8
            contentHeight: Math.max(first.height, second.height) + 16
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Shortcuts")
            T.ScrollBar.vertical: ScrollBar {}
            Keys.onUpPressed: scrollBy(-60)
            Keys.onDownPressed: scrollBy(60)
            function scrollBy(pixels: int) {
                contentY = Math.max(0, Math.min(contentHeight - height, contentY + pixels));
            }
            ShortcutsColumn {
                id: first
                anchors.left: parent.left
                width: popup.columnWidth
                actions: popup.actions
                to: popup.split
            }
            ShortcutsColumn {
                id: second
                anchors.right: parent.right
                anchors.rightMargin: 12
                width: popup.columnWidth
                actions: popup.actions
                from: popup.split
            }
        }
    }

    readonly property int columnWidth: 336
    /// The first row of the right column: the beginning of the group in which the half is reached
    readonly property int split: {
        let row = Math.ceil(groups.count / 2);
        while (row > 0 && row < groups.count && groupAt(row) === groupAt(row - 1))
            --row;
        return row;
    }
    readonly property Instantiator groups: Instantiator {
        model: popup.actions.rows
        delegate: ActionGroup {}
    }
    function groupAt(index: int): string {
        const row = groups.objectAt(index) as ActionGroup;
        return row === null ? "" : row.group;
    }
}
