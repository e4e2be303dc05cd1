pragma ComponentBehavior: Bound

import QtQuick
import Snug.ViewModels

/// A finished answer with every common block, a question, and an answer that is being written.
ConversationModel {
    id: conversation

    property bool streaming: true

    busy: streaming
    Component.onCompleted: {
        say({ author: "user", text: "How much does the KV cache cost me on a 12 GB card, and is q8_0 safe?" });
        say({
            author: "answer", phase: "done", lastAnswer: true, branchIndex: 2, branchCount: 3, rate: 71.9, firstToken: 0.24, tokenCount: 318,
            text: "Cost per token", blocks: [
                block({ kind: "thinking", text: "They ask two things.", seconds: 4, tokenCount: 212 }),
                block({ kind: "heading", level: 2, html: "Cost per token" }),
                block({ kind: "item", marker: "•", html: "Every layer keeps one key row and one value row for <b>each token</b>." }),
                block({ kind: "item", marker: "•", html: "Llama 3.1 8B has 32 layers and 8 KV heads of 128: <b>128 KiB</b> a token in F16." }),
                block({ kind: "item", marker: "•", html: "Q8_0 stores the same rows in 8.5 bits, so <b>68 KiB</b>." }),
                block({ kind: "table", alignments: "lrrr", text: "KV type\t8k\t32k\tMean KLD\nF16\t1.00 GiB\t4.00 GiB\t0.0002\nQ8_0\t0.53 GiB\t2.13 GiB\t0.0010" }),
                block({ kind: "code", language: "python", lineCount: 3, text: "def kv_bytes(layers, kv_heads, head_dim, tokens, bits=16):\n    rows = 2 * layers * kv_heads * head_dim  # keys and values\n    return rows * tokens * bits / 8" }),
                block({ kind: "text", html: "Q8_0 shifts the distribution by a thousandth of a nat, too little to notice." })
            ]
        });
        say({ author: "user", text: "So how far can I push the context with Q8_0?" });
        if (streaming)
            say({ author: "answer", phase: "writing", blocks: [
                block({ kind: "text", closed: false, html: "With 10.4 GiB free and a 0.5 GiB margin, weights and driver take 4.7 GiB. That leaves about 5.2 GiB for the cache, which at 68 KiB a token is roughly" })
            ] });
    }
}
