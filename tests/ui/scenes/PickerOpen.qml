import QtQuick

/// The model picker under its chip.
Chat {
    id: scene

    Component.onCompleted: Qt.callLater(scene.frame.act, "picker")
}
