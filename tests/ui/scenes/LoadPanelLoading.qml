import QtQuick
import Snug.ViewModels

/// The load panel while a model is read.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
        loadPanel: LoadPanelModel {
            open: true
            placement: "best"
            state: "loading"
            loadedBytes: 3.1e9
            measured: ListModel {}
        }
    }
}
