import QtQuick
import Snug.ViewModels

/// A search in all chats that finds nothing.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        conversation: Conversations { streaming: false }
        chats: ChatListModel {
            filled: false
            query: "zeppelin"
            empty: false
        }
    }
}
