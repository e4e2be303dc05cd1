import QtQuick

QtObject {
    id: settings

    property string query
    property ListModel sections: ListModel {
        ListElement { sectionId: "general"; title: "General" }
        ListElement { sectionId: "appearance"; title: "Appearance" }
        ListElement { sectionId: "models"; title: "Models and folders" }
        ListElement { sectionId: "keyboard"; title: "Keyboard" }
        ListElement { sectionId: "privacy"; title: "Privacy" }
        ListElement { sectionId: "about"; title: "About" }
    }
    property string currentSection: "appearance"
    property ListModel rows: ListModel {}
    property string noticesText: "Inter, SIL Open Font License 1.1\nJetBrains Mono, SIL Open Font License 1.1\nQt 6, LGPL 3\nSQLite, public domain"
    property string version: "0.1.0"
    signal called(string verb)

    function row(kind: string, id: string, title: string, note: string, control: string, value: string, options: string) {
        rows.append({ rowKind: kind, settingId: id, title: title, note: note, control: control, value: value, options: options,
            minimum: 0, maximum: 100, step: 1, readOnlyReason: id === "endpoint" ? "HF_ENDPOINT is set in the environment and wins." : "",
            actionText: id === "log" ? "Open" : "", problem: "", changed: false });
    }
    function fill() {
        rows.clear();
        if (currentSection === "keyboard" || currentSection === "about")
            return;
        row("heading", "", "Theme", "", "", "", "");
        row("row", "theme", "Colours", "System follows the desktop.", "segment", "dark", "system\tSystem\ndark\tDark\nlight\tLight");
        row("row", "text", "Text size", "Type and row heights. Ctrl + and Ctrl - do the same.", "choice", "100", "85\t85 %\n100\t100 %\n125\t125 %\n150\t150 %");
        row("row", "motion", "Reduced motion", "Panes and menus appear at once.", "switch", "false", "");
        row("heading", "", "Chat", "", "", "", "");
        row("row", "enter", "Enter sends", "Off: Ctrl+Enter sends and Enter starts a new line.", "switch", "true", "");
        row("row", "speed", "Speed under answers", "Tokens a second, time to first token, tokens.", "switch", "true", "");
        row("heading", "", "Where to download from", "", "", "", "");
        row("row", "endpoint", "Endpoint", "", "text", "https://huggingface.co", "");
        row("row", "folder", "Download folder", "212 GB free. Partial files live beside the finished ones.", "path", "~/.local/share/snug/models", "");
        row("row", "log", "Network log", "Every call Snug has made, with address, size and reason.", "button", "214 calls today", "");
    }
    Component.onCompleted: fill()
    function set(id: string, value: string) { called("set"); }
    function reset(id: string) { called("reset"); }
    function act(id: string) { called("act"); }
    function copyDiagnostics() { called("copyDiagnostics"); }
}
