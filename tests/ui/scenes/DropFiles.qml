import QtQuick
import Snug.ViewModels

/// Documents hang over the conversation.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
    }
    Component.onCompleted: Qt.callLater(scene.frame.showDrop, "files")
}
