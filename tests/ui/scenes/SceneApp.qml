pragma ComponentBehavior: Bound

import QtQuick
import Snug.ViewModels
import Snug.Shell

/// The whole window on a fake application.
Scene {
    id: scene

    property alias app: frame.app
    readonly property alias frame: frame
    /// A right-to-left language
    property bool mirrored: false

    Frame {
        id: frame
        anchors.fill: parent
        focus: true
        app: AppModel {
            themeMode: scene.themeMode
        }
    }
}
