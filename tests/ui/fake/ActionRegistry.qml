import QtQuick

QtObject {
    id: actions

    property ListModel rows: ListModel {}
    signal triggered(string id)

    function row(id: string, title: string, group: string, shortcut: string, icon: string) {
        rows.append({ actionId: id, title: title, group: group, shortcut: shortcut, shortcutText: shortcut.replace("Return", "Enter"),
            icon: icon, available: true, changed: id === "chat.pin" });
    }
    Component.onCompleted: {
        row("go.chat", "Chat", "Go", "Ctrl+1", "chat");
        row("go.models", "Models", "Go", "Ctrl+2", "models");
        row("go.lab", "Lab", "Go", "Ctrl+3", "lab");
        row("go.server", "Server", "Go", "Ctrl+4", "server");
        row("go.settings", "Settings", "Go", "Ctrl+,", "settings");
        row("palette", "Go to chat, model or command", "Go", "Ctrl+K", "search");
        row("pane.next", "Next pane", "Go", "F6", "");
        row("pane.previous", "Previous pane", "Go", "Shift+F6", "");
        row("chat.new", "New chat", "Chat", "Ctrl+N", "new-chat");
        row("chat.next", "Next chat", "Chat", "Ctrl+PgDown", "");
        row("chat.previous", "Previous chat", "Chat", "Ctrl+PgUp", "");
        row("chat.rename", "Rename", "Chat", "F2", "edit");
        row("chat.pin", "Pin", "Chat", "Ctrl+Shift+P", "pin");
        row("chat.export", "Export", "Chat", "Ctrl+E", "upload");
        row("chat.delete", "Delete", "Chat", "Del", "trash");
        row("find", "Find in this chat", "Chat", "Ctrl+F", "search");
        row("find.all", "Find in all chats", "Chat", "Ctrl+Shift+F", "search");
        row("find.next", "Next match", "Chat", "F3", "");
        row("find.previous", "Previous match", "Chat", "Shift+F3", "");
        row("attach", "Attach files", "Chat", "Ctrl+U", "attach");
        row("answer.copy", "Copy the answer", "Answer", "Ctrl+Shift+C", "copy");
        row("answer.regenerate", "Regenerate", "Answer", "Ctrl+R", "regenerate");
        row("answer.regenerateWith", "Regenerate with another model", "Answer", "Ctrl+Shift+R", "regenerate");
        row("answer.continue", "Continue", "Answer", "Ctrl+Shift+Return", "continue");
        row("branch.previous", "Previous branch", "Answer", "Alt+Left", "chevron-left");
        row("branch.next", "Next branch", "Answer", "Alt+Right", "chevron-right");
        row("message.previous", "Previous message", "Answer", "Alt+Up", "chevron-up");
        row("message.next", "Next message", "Answer", "Alt+Down", "chevron-down");
        row("latest", "Latest", "Answer", "Ctrl+End", "jump-latest");
        row("picker", "Choose a model", "Model", "Ctrl+L", "models");
        row("load.settings", "Load with settings", "Model", "Ctrl+Return", "settings");
        row("view.list", "Chat list", "View", "Ctrl+B", "panel-left");
        row("view.inspector", "Inspector", "View", "Ctrl+Shift+B", "panel-right");
        row("text.larger", "Larger text", "View", "Ctrl+=", "");
        row("text.smaller", "Smaller text", "View", "Ctrl+-", "");
        row("text.reset", "Text at 100 %", "View", "Ctrl+0", "");
        row("undo", "Undo", "Window", "Ctrl+Z", "undo");
        row("window.fullScreen", "Full screen", "Window", "F11", "");
        row("window.quit", "Quit", "Window", "Ctrl+Q", "");
        row("help.shortcuts", "All shortcuts", "Window", "F1", "help");
    }
    function find(id: string): int {
        for (let i = 0; i < rows.count; ++i) {
            if (rows.get(i).actionId === id)
                return i;
        }
        return -1;
    }
    function trigger(id: string) { triggered(id); }
    function title(id: string): string { const i = find(id); return i < 0 ? "" : rows.get(i).title; }
    function shortcutText(id: string): string { const i = find(id); return i < 0 ? "" : rows.get(i).shortcutText; }
    function setShortcut(id: string, keys: string): string { return ""; }
    function resetShortcut(id: string): string { return ""; }
}
