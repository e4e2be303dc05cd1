import QtQuick
import Snug.ViewModels

/// Nothing was found: one model is recommended.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        firstRun: true
        onboarding: OnboardingModel {
            phase: "nothing"
        }
    }
}
