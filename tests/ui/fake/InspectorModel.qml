import QtQuick

QtObject {
    id: inspector

    property string presetName: "Careful reader"
    property string systemPrompt: "Answer briefly. Show units. Say plainly when a number is an estimate."
    property int systemTokens: 34
    property ListModel sampling: ListModel {}
    property int changedCount: 1
    property string stopStrings
    property string seed
    property int contextTokens: 32768
    property int contextMin: 2048
    property int contextMax: 131072
    property int contextFits: 43008
    property string kvType: "f16"
    property DevicePlan plan: DevicePlan {}
    property bool needsReload: false
    property real reloadSeconds: 4
    signal called(string verb)
    signal failed(string sentence)

    function row(id: string, title: string, value: real, to: real, decimals: int, changed: bool, more: bool) {
        sampling.append({ sampleId: id, title: title, value: value, minimum: id === "repeat" ? 1 : 0, maximum: to,
            step: Math.pow(10, -decimals), decimals: decimals, changed: changed, more: more });
    }
    Component.onCompleted: {
        row("temperature", "Temperature", 0.70, 2, 2, true, false);
        row("topP", "Top P", 0.95, 1, 2, false, false);
        row("minP", "Min P", 0.05, 1, 2, false, false);
        row("repeat", "Repeat penalty", 1.05, 1.5, 2, false, false);
        row("topK", "Top K", 40, 200, 0, false, true);
    }
    function saveAsPreset(name: string) { called("saveAsPreset"); }
    function setSample(row: int, value: real) { sampling.setProperty(row, "value", value); called("setSample"); }
    function resetSample(row: int) { called("resetSample"); }
    function reload() { called("reload"); }
}
