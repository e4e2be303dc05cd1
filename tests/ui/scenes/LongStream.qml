import QtQuick
import Snug.ViewModels

/// An answer that grows out of the real block model, which the test hands in.
SceneApp {
    id: scene

    property QtObject blocks: null

    function begin() {
        scene.app.conversation.say({ author: "user", text: "Write a very long answer.", blocks: scene.blocks });
        scene.app.conversation.say({ phase: "writing", lastAnswer: true, blocks: scene.blocks });
    }

    app: AppModel {
        themeMode: scene.themeMode
        conversation: ConversationModel {
            busy: true
        }
        composer: ComposerModel {
            phase: "writing"
        }
    }
}
