import QtQuick

/// The load panel after a load.
Chat {
    id: scene

    Component.onCompleted: scene.app.loadPanel.open = true
}
