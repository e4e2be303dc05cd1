import QtQuick
import Snug.ViewModels

/// A finished and a streaming answer.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations {}
        composer: ComposerModel {
            phase: "writing"
            usedTokens: 6246
            rate: 72.4
            firstToken: 0.11
            tokenCount: 41
        }
    }
}
