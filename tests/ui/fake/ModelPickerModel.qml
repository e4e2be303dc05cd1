import QtQuick

QtObject {
    id: picker

    property string query
    property ListModel rows: ListModel {}
    signal called(string verb)

    function row(id: string, title: string, quant: string, rate: real, measured: bool, verdict: string, current: bool) {
        rows.append({ rowKind: "model", modelId: id, title: title, quant: quant, rate: rate, measured: measured,
            verdict: verdict, favourite: false, current: current });
    }
    Component.onCompleted: {
        row("a", "Llama 3.1 8B Instruct", "Q4_K_M", 71.9, true, "fits", true);
        row("b", "Qwen3 8B", "Q6_K", 55.2, true, "fits", false);
        row("c", "Gemma 3 12B it", "Q5_K_M", 34.0, true, "tight", false);
        row("d", "gpt-oss 20B", "MXFP4", 21, false, "partial", false);
    }
    function load(id: string) { called("load"); }
    function loadWithSettings(id: string) { called("loadWithSettings"); }
    function setFavourite(id: string, favourite: bool) { called("setFavourite"); }
    function unload() { called("unload"); }
}
