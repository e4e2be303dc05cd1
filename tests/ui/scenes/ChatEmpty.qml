import QtQuick
import Snug.ViewModels

/// A new chat with a loaded model.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        chats: ChatListModel {
            currentId: ""
            generatingId: ""
        }
    }
}
