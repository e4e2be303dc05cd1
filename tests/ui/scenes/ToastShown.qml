import QtQuick

/// A chat was deleted.
Chat {
    id: scene

    Component.onCompleted: {
        scene.app.toast.text = "Chat deleted";
        scene.app.toast.remaining = 0.65;
        scene.app.toast.visible = true;
    }
}
