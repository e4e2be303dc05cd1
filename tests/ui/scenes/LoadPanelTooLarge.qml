import QtQuick
import Snug.ViewModels

/// A model that does not fit may still be loaded.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
        loadPanel: LoadPanelModel {
            id: panel
            open: true
            state: "idle"
            contextTokens: 131072
            verdict: "no"
            measured: ListModel {}
            gpu: DevicePlan {
                kv: 16.0
                verdict: "no"
                verdictText: "Too large by 10.29 GiB"
            }
        }
    }
}
