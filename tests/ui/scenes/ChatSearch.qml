import QtQuick
import Snug.ViewModels

/// The list of chats while it is searched: title and the line that matched.
SceneApp {
    id: scene

    app: AppModel {
        themeMode: scene.themeMode
        inspectorOpen: false
        conversation: Conversations { streaming: false }
        chats: ChatListModel {
            filled: false
            query: "cache"
            empty: false
            Component.onCompleted: {
                row("chat", "kv", "KV cache on a 12 GB card", false);
                row("chat", "t2", "Parse a GGUF header in Rust", false);
                rows.setProperty(0, "matchLine", "How much does the KV <b>cache</b> cost me on a 12 GB card");
                rows.setProperty(1, "matchLine", "keep the string table in a <b>cache</b> of offsets");
            }
        }
    }
}
