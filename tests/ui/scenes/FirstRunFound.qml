import QtQuick
import Snug.ViewModels

/// Models were found on this machine.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        firstRun: true
        onboarding: OnboardingModel {
            phase: "found"
        }
    }
}
