import QtQuick

QtObject {
    property string text
    property string modelName: "Llama 3.1 8B Instruct"
    property string phase: "idle"
    property bool canSend: text !== ""
    property bool sendsWhenLoaded: false
    property real loadProgress: -1
    property ListModel presets: ListModel {
        ListElement { presetId: "careful"; title: "Careful reader" }
        ListElement { presetId: "plain"; title: "Plain" }
        ListElement { presetId: "code"; title: "Code review" }
    }
    property string presetName: "Careful reader"
    property bool canThink: false
    property bool thinking: false
    property int usedTokens: 0
    property int contextTokens: 32768
    property ListModel contextParts: ListModel {}
    property real rate: -1
    property real firstToken: -1
    property int tokenCount: 0
    property real readRate: -1
    property ListModel attachments: ListModel {}
    property bool enterSends: true
    property string lastCall
    signal called(string verb)
    signal attachRequested()
    signal failed(string sentence)
    onCalled: verb => lastCall = verb

    function choosePreset(id: string) { called("choosePreset"); }
    function send() { called("send"); }
    function stop() { called("stop"); }
    function editLast(): string { return ""; }
    function attach() { called("attach"); attachRequested(); }
    function attachUrls(urls: list<url>) { called("attachUrls " + urls.join(" ")); }
    function removeAttachment(row: int) { attachments.remove(row); }
}
