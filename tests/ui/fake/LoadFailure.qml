import QtQuick

QtObject {
    property string title: "Qwen3 30B A3B did not load"
    property string sentence: "The RTX 4070 had 7.8 GiB free when loading began, 2.6 GiB less than when this was planned. Another program took it. Everything was released again; your message is kept."
    property DevicePlan plan: DevicePlan {
        weights: 5.60
        kv: 3.00
        scratch: 0.20
        driver: 0.32
        other: 4.20
        verdict: "no"
    }
    property ListModel fixes: ListModel {
        ListElement { title: "Put 4 more layers in RAM"; effect: "needs 7.3 GiB, ≈ 24 tok/s instead of 28"; actionText: "Load"; primary: true }
        ListElement { title: "Use 16k context instead of 32k"; effect: "needs 7.6 GiB, tight"; actionText: "Load"; primary: false }
        ListElement { title: "Use Gemma 3 4B it, Q8_0"; effect: "fits, ≈ 88 tok/s"; actionText: "Switch"; primary: false }
    }
    property bool canRetry: true
    signal called(string verb)

    function apply(row: int) { called("apply"); }
    function measureAndRetry() { called("measureAndRetry"); }
    function copyDetails() { called("copyDetails"); }
}
