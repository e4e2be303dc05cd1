import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// Asks before something that cannot be undone.
T.Popup {
    id: dialog

    property alias title: ask.title
    property alias text: ask.text
    property alias safeText: ask.safeText
    property alias actText: ask.actText
    property alias danger: ask.danger
    property alias plain: ask.plain
    signal confirmed()

    anchors.centerIn: T.Overlay.overlay
    implicitWidth: ask.implicitWidth
    implicitHeight: ask.implicitHeight
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape
    onOpened: ask.focusSafe()
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.sheet; easing.type: Easing.OutCubic } }
    T.Overlay.modal: Rectangle { color: Theme.scrim }
    contentItem: AskBody {
        id: ask
        onSafe: dialog.close()
        onAct: {
            dialog.close();
            dialog.confirmed();
        }
    }
}
