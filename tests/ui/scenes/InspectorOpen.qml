import QtQuick
import Snug.ViewModels

/// The inspector with a change that takes a reload; under 1180 it lies over the conversation.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        conversation: Conversations { streaming: false }
        inspector: InspectorModel {
            needsReload: true
            contextTokens: 49152
            plan: DevicePlan {
                kv: 6.0
                verdict: "no"
                verdictText: "Too large by 0.29 GiB"
            }
        }
    }
    Component.onCompleted: {
        if (scene.width < 1180)
            Qt.callLater(scene.frame.act, "view.inspector");
    }
}
