import QtQuick

QtObject {
    id: chats

    property string query
    property bool searching: query !== ""
    property bool empty: rows.count === 0
    property string currentId: "kv"
    property string generatingId: "kv"
    property bool filled: true
    property ListModel rows: ListModel {}
    property ListModel folders: ListModel {}
    signal called(string verb)
    signal exportRequested(string fileName)
    signal exported(string path)
    signal removed(string id, string title)
    signal failed(string sentence)

    function row(kind: string, id: string, title: string, pinned: bool) {
        rows.append({
            rowKind: kind, chatId: id, title: title, group: kind === "heading" ? title : "", pinned: pinned,
            current: id !== "" && id === currentId, generating: id !== "" && id === generatingId,
            matchLine: "", chatCount: id === "f1" ? 14 : 6, open: false
        });
    }
    function fill() {
        rows.clear();
        row("heading", "", "Pinned", false);
        row("chat", "p1", "Reading notes: attention papers of the year", true);
        row("chat", "p2", "Rewrite rules, house style", true);
        row("heading", "", "Today", false);
        row("chat", "kv", "KV cache on a 12 GB card", false);
        row("chat", "t2", "Parse a GGUF header in Rust", false);
        row("chat", "t3", "Letter to the landlord", false);
        row("heading", "", "Yesterday", false);
        row("chat", "y1", "Sourdough at 68 % hydration", false);
        row("chat", "y2", "SQL window functions by example", false);
        row("chat", "y3", "Regex for ISO dates, with week numbers", false);
        row("heading", "", "Previous 7 days", false);
        row("chat", "w1", "Translate the manual, chapter 3", false);
        row("chat", "w2", "Names for a sailing boat", false);
        row("chat", "w3", "Explain rotary embeddings", false);
        row("heading", "", "Folders", false);
        row("folder", "f1", "Thesis", false);
        row("folder", "f2", "Home server", false);
    }
    Component.onCompleted: if (filled) fill()

    function open(id: string) { currentId = id; called("open"); }
    function newChat() { called("newChat"); }
    function rename(id: string, title: string) { called("rename"); }
    function setPinned(id: string, pinned: bool) { called("setPinned"); }
    function moveToFolder(id: string, folderId: string) { called("moveToFolder"); }
    function duplicate(id: string) { called("duplicate"); }
    function exportChat(id: string) { called("exportChat"); }
    function saveExport(place: url) { called("saveExport"); }
    function remove(id: string) { called("remove"); }
    function restore(id: string) { called("restore"); }
    function openNext() { called("openNext"); }
    function openPrevious() { called("openPrevious"); }
    function toggleFolder(id: string) { called("toggleFolder"); }
    function createFolder(name: string) { called("createFolder"); }
}
