import QtQuick
import Snug.ViewModels

/// No model yet, no chat yet.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        chats: ChatListModel {
            filled: false
        }
        modelStatus: ModelStatus {
            phase: "none"
            name: ""
            quant: ""
            deviceText: ""
            hasModels: false
        }
    }
}
