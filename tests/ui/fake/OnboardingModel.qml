import QtQuick

QtObject {
    id: onboarding

    property string phase: "found"
    property ListModel found: ListModel {
        ListElement { modelId: "a"; title: "Qwen3 8B"; quant: "Q6_K"; sourceText: "Ollama"; rate: 55; measured: false; verdict: "fits"; chosen: true }
        ListElement { modelId: "b"; title: "Llama 3.1 8B Instruct"; quant: "Q4_K_M"; sourceText: "LM Studio"; rate: 72; measured: false; verdict: "fits"; chosen: false }
        ListElement { modelId: "c"; title: "Gemma 3 12B"; quant: "Q5_K_M"; sourceText: "Hugging Face cache"; rate: 34; measured: false; verdict: "tight"; chosen: false }
        ListElement { modelId: "d"; title: "gpt-oss 20B"; quant: "MXFP4"; sourceText: "Ollama"; rate: 21; measured: false; verdict: "partial"; chosen: false }
    }
    property string chosenTitle: "Qwen3 8B"
    property real loadSeconds: 4
    property bool hasRecommended: true
    property string title: "Qwen3 8B"
    property string quant: "Q6_K"
    property string licence: "Apache 2.0"
    property string sourceText: "from Hugging Face"
    property real sizeBytes: 6.73e9
    property DevicePlan plan: DevicePlan {
        weights: 5.85
        kv: 2.25
        scratch: 0.07
        driver: 0.32
    }
    property string verdict: "fits"
    property string verdictText: "Fits with 16k context"
    property real rate: 55
    property string rateDevice: "RTX 4070"
    property real downloadSeconds: 540
    property int linkMbit: 100
    property real progress: 0
    property string progressText
    signal fileRequested()
    signal called(string verb)

    function choose(row: int) {
        for (let i = 0; i < found.count; ++i)
            found.setProperty(i, "chosen", i === row);
        chosenTitle = found.get(row).title;
    }
    function start() { called("start"); }
    function browse() { called("browse"); }
    function addFile() { called("addFile"); }
}
