import QtQuick

/// F1.
Chat {
    id: scene

    Component.onCompleted: scene.frame.act("help.shortcuts")
}
