import QtQuick

/// Ctrl+K.
Chat {
    id: scene

    Component.onCompleted: {
        scene.app.palette.query = "qw";
        Qt.callLater(scene.frame.act, "palette");
    }
}
