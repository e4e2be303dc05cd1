import QtQuick

/// The load panel after a load.
Chat {
    id: scene

    Component.onCompleted: Qt.callLater(scene.frame.act, "load.settings")
}
