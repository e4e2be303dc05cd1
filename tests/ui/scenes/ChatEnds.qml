import QtQuick
import Snug.ViewModels

/// How answers end: interrupted, failed, stopped; a long one with quotes, a list, links; a crash note; attachments.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        crashNote: "Snug ended unexpectedly the last time. The answer that was being written is kept."
        composer: ComposerModel {
            text: "Compare these two."
            canThink: true
            thinking: true
            usedTokens: 26000
            attachments: ListModel {
                ListElement { title: "report.pdf"; sizeText: "1.2 MB"; tokens: 8120 }
                ListElement { title: "notes.md"; sizeText: "4 kB"; tokens: 910 }
            }
        }
        conversation: ConversationModel {
            bannerKind: "promptTooLong"
            bannerText: "This is 41,210 tokens; 32,768 fit."
            bannerActions: ListModel {
                ListElement { label: "Use 48k context"; primary: true }
                ListElement { label: "Leave out the oldest 6 messages"; primary: false }
            }
            Component.onCompleted: {
                say({ author: "user", text: "Say it with a quote." });
                say({ phase: "interrupted", rate: 68.2, firstToken: 0.2, tokenCount: 88, blocks: [
                    block({ kind: "text", quoteDepth: 1, html: "A quote with <code>inline code</code> and a <a href='https://example.org'>link</a>." }),
                    block({ kind: "item", marker: "1.", html: "First." }),
                    block({ kind: "item", marker: "☑", level: 1, html: "A task that is done." }),
                    block({ kind: "rule" })
                ] });
                say({ author: "user", text: "And now?" });
                say({ phase: "failed", lastAnswer: true, errorText: "The RTX 4070 stopped answering. The answer so far is kept.", blocks: [
                    block({ kind: "text", html: "The first half of a sentence that" })
                ] });
            }
        }
    }
}
