import QtQuick
import Snug.Components
import Snug.ViewModels

/// Files dropped on the window: models and folders go into the library where they are, the rest to the message that is being
/// written. What cannot be taken here says so.
DropArea {
    id: drop

    required property AppModel app
    /// Where a message takes files: the conversation pane, in this item's coordinates; empty where there is none
    property rect messagePane
    property bool takesAttachments: false
    /// "models", "files" or "none" for what hangs over the window; empty: nothing does
    property string kind
    readonly property bool lit: kind !== ""

    /// Models and folders alone are "models". A name without an ending is taken for a folder.
    function kindOf(urls: list<url>): string {
        if (urls.length === 0)
            return "none";
        for (const each of urls) {
            const name = String(each).replace(/\/+$/, "").split("/").pop();
            if (!/\.(gguf|safetensors)$/i.test(name) && name.includes("."))
                return takesAttachments ? "files" : "none";
        }
        return "models";
    }

    keys: ["text/uri-list"]
    onEntered: drag => drop.kind = kindOf(drag.urls)
    onExited: drop.kind = ""
    onDropped: event => {
        const taken = kindOf(event.urls);
        drop.kind = "";
        if (taken === "models")
            drop.app.addFiles(event.urls);
        else if (taken === "files")
            drop.app.composer.attachUrls(event.urls);
        if (taken === "none")
            event.accepted = false;
        else
            event.accept(Qt.CopyAction);
    }

    DropZone {
        visible: drop.lit
        x: drop.kind === "files" ? drop.messagePane.x : 0
        y: drop.kind === "files" ? drop.messagePane.y : 0
        width: drop.kind === "files" ? drop.messagePane.width : parent.width
        height: drop.kind === "files" ? drop.messagePane.height : parent.height
        refused: drop.kind === "none"
        text: drop.kind === "models" ? qsTr("Add to the library, where it is")
            : drop.kind === "files" ? qsTr("Attach to this message") : qsTr("Snug takes GGUF and safetensors.")
    }
}
