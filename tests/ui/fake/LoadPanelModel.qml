import QtQuick

QtObject {
    id: panel

    property bool open: false
    property string title: "Llama 3.1 8B Instruct"
    property string quant: "Q4_K_M"
    property string source: "LM Studio"
    property real sizeBytes: 4.92e9
    property int contextTokens: 32768
    property int contextMin: 2048
    property int contextMax: 131072
    property int contextFits: 43008
    property string kvType: "f16"
    property string kvNote: "Q8_0 halves the cache; loss 0.001 at most"
    property string placement: "hand"
    property DevicePlan gpu: DevicePlan {}
    property DevicePlan ram: DevicePlan {
        name: "System"
        deviceKind: "ram"
        weights: 0.28
        kv: 0
        scratch: 0.13
        driver: 0
        other: 7.10
        total: 31.2
        verdictText: "Fits"
        layers: 0
        kvHere: false
    }
    property ListModel devices: ListModel {}
    property ListModel measured: ListModel {
        ListElement { rowTitle: "Predicted"; weights: "4.300"; kv: "4.000"; scratch: "0.070"; driver: "0.322"; total: "8.692" }
        ListElement { rowTitle: "Measured, 10:42"; weights: "4.300"; kv: "4.000"; scratch: "0.070"; driver: "0.318"; total: "8.688" }
        ListElement { rowTitle: "Difference"; weights: "0"; kv: "0"; scratch: "0"; driver: "-0.004"; total: "-0.05 %" }
    }
    property string measuredDevice: "RTX 4070"
    property real rate: 69
    property int rateContext: 16384
    property string state: "loaded"
    property real loadedBytes: 0
    property bool changed: true
    property string verdict: "fits"
    signal called(string verb)

    Component.onCompleted: {
        devices.append({ plan: gpu });
        devices.append({ plan: ram });
    }
    function setLayers(row: int, layers: int) { called("setLayers"); }
    function setKvHere(row: int, here: bool) { called("setKvHere"); }
    function load() { called("load"); }
    function unload() { called("unload"); }
    function cancel() { called("cancel"); }
}
