import QtQuick

QtObject {
    property string name: "Llama 3.1 8B Instruct"
    property string quant: "Q4_K_M"
    property string deviceText: "RTX 4070"
    property string phase: "loaded"
    property real progress: 0
    property int contextTokens: 32768
    property real expectedRate: 72
    property real expectedLoad: 4
    property bool hasModels: true
    signal called(string verb)

    function load() { called("load"); }
    function unload() { called("unload"); }
    function cancelLoad() { called("cancelLoad"); }
}
