import QtQuick

QtObject {
    id: palette

    property string query
    property ListModel rows: ListModel {}
    signal called(string verb)

    function row(kind: string, title: string, quant: string, note: string, rate: real, verdict: string, icon: string) {
        rows.append({ rowKind: kind, itemId: title, title: title, quant: quant, note: note, rate: rate, measured: true,
            verdict: verdict, icon: icon });
    }
    Component.onCompleted: {
        row("heading", "Load a model", "", "", -1, "", "");
        row("model", "Qwen3 8B", "Q6_K", "", 55.2, "fits", "models");
        row("model", "Qwen3 4B, thesis", "fitted 2.4", "", 104, "fits", "models");
        row("model", "Qwen3 30B A3B", "IQ4_XS", "", 27.8, "partial", "models");
        row("heading", "Chats", "", "", -1, "", "");
        row("chat", "Qwen tokenizer, odd spaces", "", "12 Nov", -1, "", "chat");
        row("chat", "Compare Qwen3 and Gemma 3", "", "3 Nov", -1, "", "chat");
        row("heading", "Do", "", "", -1, "", "");
        row("action", "Search the Hub for “qw”", "", "", -1, "", "search");
        row("action", "New Lab job from a Qwen model", "", "", -1, "", "lab");
    }
    function activate(row: int) { called("activate"); }
    function activateWithSettings(row: int) { called("activateWithSettings"); }
}
