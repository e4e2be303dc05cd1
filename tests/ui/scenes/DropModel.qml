import QtQuick
import Snug.ViewModels

/// A model file hangs over the window.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
    }
    Component.onCompleted: Qt.callLater(scene.frame.showDrop, "models")
}
