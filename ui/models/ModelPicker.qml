import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The model picker: search, favourites, recent; Enter loads as last time, Ctrl+Enter opens the load panel.
T.Popup {
    id: popup

    required property ModelPickerModel picker
    required property ActionRegistry actions

    function openAt(item: Item) {
        parent = item;
        x = item.LayoutMirroring.enabled ? item.width - implicitWidth : 0;
        y = item.height + 4;
        open();
    }

    implicitWidth: 416
    implicitHeight: body.implicitHeight
    margins: 8
    focus: true
    padding: 0
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.popup } }
    onOpened: body.begin()
    contentItem: PickerBody {
        id: body
        picker: popup.picker
        settingsKeys: popup.actions.shortcutText("load.settings")
        onDone: popup.close()
    }
}
