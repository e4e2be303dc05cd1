import QtQuick
import Snug.ViewModels

/// Settings: a search over all sections.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        place: "settings"
        settings: SettingsModel {
            query: "text"
        }
    }
}
