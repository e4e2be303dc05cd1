import QtQuick

/// F1.
Chat {
    id: scene

    Component.onCompleted: Qt.callLater(scene.frame.act, "help.shortcuts")
}
