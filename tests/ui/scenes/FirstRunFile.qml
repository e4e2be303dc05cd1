import QtQuick
import Snug.ViewModels

/// Nothing was found and nothing can be recommended: a file is asked for.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        firstRun: true
        onboarding: OnboardingModel {
            phase: "nothing"
            hasRecommended: false
        }
    }
}
