import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Where the one toast stands.
Item {
    id: host

    required property ToastModel toast

    width: body.width
    height: body.height
    z: 10
    ToastBody {
        id: body
        visible: host.toast.visible
        width: implicitWidth
        text: host.toast.text
        undoable: host.toast.undoable
        remaining: host.toast.remaining
        onHeldChanged: host.toast.held = held
        onUndone: host.toast.undo()
    }
}
