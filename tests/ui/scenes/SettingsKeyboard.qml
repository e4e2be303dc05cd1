import QtQuick
import Snug.ViewModels

/// Settings: the keys of every action.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        place: "settings"
        settings: SettingsModel {
            currentSection: "keyboard"
        }
    }
}
