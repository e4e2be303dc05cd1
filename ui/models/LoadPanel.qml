import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The load panel over the scrim: context, KV, placement; per device bar, verdict and layers; measured under predicted.
T.Popup {
    id: popup

    required property LoadPanelModel panel
    property Item area

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? Math.max(16, Math.min(88, Math.round((parent.height - height) / 2))) : 0
    implicitWidth: 720
    implicitHeight: Math.min(body.implicitHeight, parent ? parent.height - 32 : body.implicitHeight)
    modal: true
    focus: true
    padding: 0
    visible: panel.open
    closePolicy: T.Popup.CloseOnEscape
    onClosed: panel.open = false
    onOpened: body.begin()
    T.Overlay.modal: Rectangle { color: Theme.scrim }
    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.sheet; easing.type: Easing.OutCubic }
    }
    contentItem: LoadPanelBody {
        id: body
        panel: popup.panel
        onCloseWanted: popup.close()
    }
}
