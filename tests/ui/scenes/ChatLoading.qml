import QtQuick
import Snug.ViewModels

/// The model is loading; the message waits for it.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        modelStatus: ModelStatus {
            phase: "loading"
            progress: 0.62
        }
        composer: ComposerModel {
            text: "Draft a letter to the landlord about the broken heating."
            sendsWhenLoaded: true
        }
    }
}
