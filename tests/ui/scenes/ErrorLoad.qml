pragma ComponentBehavior: Bound

import QtQuick
import Snug.ViewModels

/// A load that failed, with its fixes.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        chats: ChatListModel {
            currentId: "t2"
            generatingId: ""
        }
        modelStatus: ModelStatus {
            name: "Qwen3 30B A3B"
            quant: "IQ4_XS"
            phase: "failed"
        }
        composer: ComposerModel {
            modelName: "Qwen3 30B A3B"
            usedTokens: 110
        }
        devices: DeviceListModel {
            busiest: DevicePlan {
                weights: 0
                kv: 0
                scratch: 0
                driver: 0
                other: 4.20
            }
            busiestFreeBytes: 7.8 * 1073741824
        }
        conversation: ConversationModel {
            title: "Parse a GGUF header in Rust"
            failure: LoadFailure {}
            Component.onCompleted: {
                say({ author: "user", text: "Write a reader for the metadata section of a GGUF file." });
                say({ author: "failure" });
            }
        }
    }
}
