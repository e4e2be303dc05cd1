import QtQuick

/// The model picker under its chip.
Chat {
    id: scene

    Component.onCompleted: scene.frame.act("picker")
}
