import QtQuick
import Snug.ViewModels

/// Editing, open reasoning, math, folded code, a stopped answer, find, "Latest", a full context.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        composer: ComposerModel {
            phase: "reading"
            usedTokens: 30120
            readRate: 5210
        }
        conversation: ConversationModel {
            id: conversation
            busy: true
            findQuery: "cache"
            findCount: 11
            findCurrent: 2
            findRow: 1
            bannerKind: "contextFull"
            bannerText: "Context is 92 % full. The oldest turns go first when it overflows."
            bannerActions: ListModel {
                ListElement { label: "Use 42k"; primary: false }
                ListElement { label: "Choose"; primary: false }
            }
            Component.onCompleted: {
                say({ author: "user", text: "How much does the KV cache cost me on a 12 GB card, and is q8_0 safe? Assume 64k context and leave half a GiB free.", answersBelow: 2 });
                const filler = "\n// more of the same file".repeat(107);
                const code = "pub fn kv_bytes(layers: u64, kv_heads: u64, head_dim: u64, n_ctx: u64, bits: u64) -> u64 {\n    2 * layers * kv_heads * head_dim * n_ctx * bits / 8\n}";
                say({
                    phase: "stopped", lastAnswer: true, rate: 71.9, firstToken: 0.24, tokenCount: 204, blocks: [
                        block({ kind: "thinking", seconds: 4, tokenCount: 212, text: "They ask two things: bytes, and whether quantizing the cache hurts. The model has 32 layers, 8 KV heads of width 128. Per token that is 2 times 32 times 8 times 128 values. For the second, the measured divergence of Q8_0 is small." }),
                        block({ kind: "text", matchStart: 2, html: "Each token adds one row of keys and one of values to the cache of every layer, so the cost is linear:" }),
                        block({ kind: "math", html: "<i>bytes</i> &nbsp;=&nbsp; 2 · <i>n</i><sub>layer</sub> · <i>n</i><sub>kv</sub> · <i>d</i><sub>head</sub> · <i>n</i><sub>ctx</sub> · <i>b</i> / 8" }),
                        block({ kind: "code", language: "rust", lineCount: 110, text: code + filler })
                    ]
                });
                say({ author: "user", text: "And in FP8?" });
                say({ phase: "reading", readTokens: 6104, readPercent: 62 });
            }
        }
    }
    /// Opens the reasoning of the answer, as a click on it does.
    function openReasoning(item: Item) {
        for (let i = 0; i < item.children.length; ++i) {
            const child = item.children[i];
            if (child.text !== undefined && String(child.text).startsWith("Thought for") && child.clicked !== undefined)
                child.clicked();
            else
                openReasoning(child);
        }
    }
    Timer {
        running: true
        interval: 30
        onTriggered: {
            scene.openReasoning(scene);
            scene.frame.editMessage(0);
            scene.frame.act("find");
            scene.app.conversation.findRow = 0;
            scene.settled = true;
        }
    }
    property bool settled: false
}
