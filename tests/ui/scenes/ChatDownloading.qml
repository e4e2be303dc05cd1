import QtQuick
import Snug.ViewModels

/// The first model is on its way; the message may be written meanwhile.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        chats: ChatListModel { filled: false }
        modelStatus: ModelStatus {
            phase: "loading"
            progress: 0.41
        }
        composer: ComposerModel {
            loadProgress: 0.41
            sendsWhenLoaded: true
            text: "What can you do?"
        }
    }
}
