import QtQuick
import Snug.ViewModels

/// What is loaded, from the meter of the rail.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
    }
    Component.onCompleted: Qt.callLater(scene.frame.showLoaded)
}
