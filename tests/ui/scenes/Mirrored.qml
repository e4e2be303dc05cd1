import QtQuick
import Snug.ViewModels

/// A right-to-left language: everything mirrored, code and figures not.
SceneApp {
    id: scene

    mirrored: true
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
