import QtQuick
import Snug.ViewModels

/// The menu of a chat.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        conversation: Conversations { streaming: false }
    }
    Component.onCompleted: Qt.callLater(scene.frame.openChatMenu)
}
