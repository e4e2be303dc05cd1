import QtQuick

/// Ctrl+K.
Chat {
    id: scene

    Component.onCompleted: {
        scene.app.palette.query = "qw";
        scene.frame.act("palette");
    }
}
