import QtQuick
import Snug.ViewModels

/// Settings: version, diagnostics, licences.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        place: "settings"
        settings: SettingsModel {
            currentSection: "about"
        }
    }
}
