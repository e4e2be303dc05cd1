import QtQuick
import Snug.ViewModels

/// A new chat whose model loads when the message is sent.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        modelStatus: ModelStatus {
            phase: "unloaded"
        }
    }
}
