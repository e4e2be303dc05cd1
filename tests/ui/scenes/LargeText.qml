import QtQuick
import Snug.ViewModels

/// Text at 150 %.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        textScale: 1.5
        conversation: Conversations {}
    }
}
