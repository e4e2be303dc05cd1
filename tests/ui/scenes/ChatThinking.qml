import QtQuick
import Snug.ViewModels

/// The model thinks before it answers; a chat with branches.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        composer: ComposerModel {
            phase: "writing"
            canThink: true
            thinking: true
            rate: 61.5
            firstToken: 0.18
            tokenCount: 150
            usedTokens: 400
        }
        conversation: ConversationModel {
            busy: true
            Component.onCompleted: {
                say({ author: "user", text: "Which of the two is larger, 9.11 or 9.9?", branchIndex: 1, branchCount: 2 });
                say({ phase: "thinking", lastAnswer: true, blocks: [
                    block({ kind: "thinking", seconds: 3, closed: false, text: "Compare the tenths first." })
                ] });
            }
        }
    }
}
