import QtQuick

QtObject {
    property DevicePlan busiest: DevicePlan {}
    property real busiestFreeBytes: 1.71 * 1073741824
    property ListModel rows: ListModel {
        ListElement { name: "NVIDIA GeForce RTX 4070"; deviceKind: "gpu"; freeBytes: 11166914969; totalBytes: 12884901888; speed: 468 }
        ListElement { name: "Ryzen 7 7700, 8 cores, AVX-512"; deviceKind: "cpu"; freeBytes: 25877178122; totalBytes: 33500744909; speed: 61 }
    }
    property ListModel loaded: ListModel {
        ListElement { modelId: "a"; title: "Llama 3.1 8B Instruct"; quant: "Q4_K_M"; bytes: 9330814484; deviceText: "RTX 4070" }
    }
    signal called(string verb)

    function unload(id: string) { called("unload"); }
}
