import QtQuick
import Snug.ViewModels

/// A section of Settings.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        place: "settings"
    }
}
