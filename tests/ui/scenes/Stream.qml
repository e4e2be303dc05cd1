import QtQuick
import Snug.ViewModels

/// An answer that grows on demand.
SceneApp {
    id: scene

    /// Appends words to the open block.
    function write(words: int) {
        const blocks = scene.app.conversation.messages.get(1).blocks;
        let html = blocks.get(0).html;
        for (let i = 0; i < words; ++i)
            html += " another word of the answer";
        blocks.setProperty(0, "html", html);
    }

    app: AppModel {
        themeMode: scene.themeMode
        conversation: ConversationModel {
            busy: true
            Component.onCompleted: {
                say({ author: "user", text: "Write a long answer." });
                say({ phase: "writing", lastAnswer: true, blocks: [block({ html: "It begins.", closed: false })] });
                write(400);
            }
            function write(words: int) {
                let html = "";
                for (let i = 0; i < words; ++i)
                    html += " another word of the answer";
                messages.get(1).blocks.setProperty(0, "html", html);
            }
        }
        composer: ComposerModel {
            phase: "writing"
        }
    }
}
