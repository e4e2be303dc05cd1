import Snug.ViewModels
import Snug.Shell

/// The real window on a fake application.
Main {
    app: AppModel {
        themeMode: "system"
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
