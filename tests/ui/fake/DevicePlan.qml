import QtQuick

QtObject {
    id: plan

    property string name: "RTX 4070"
    property string deviceKind: "gpu"
    property real weights: 4.30
    property real kv: 4.00
    property real scratch: 0.07
    property real driver: 0.32
    property real other: 1.60
    property real total: 12.00
    readonly property real gib: 1073741824
    property real totalBytes: total * gib
    property real availableBytes: (total - other) * gib
    property real needBytes: (weights + kv + scratch + driver) * gib
    property real otherBytes: other * gib
    property string verdict: "fits"
    property string verdictText: "Fits, 1.71 GiB to spare"
    property int layers: 32
    property int layersTotal: 32
    property bool kvHere: true
    property ListModel parts: ListModel {}

    Component.onCompleted: {
        const list = [["weights", weights], ["kv", kv], ["scratch", scratch], ["driver", driver]];
        for (const entry of list) {
            if (entry[1] > 0)
                parts.append({ part: entry[0], bytes: entry[1] * gib, detail: "" });
        }
    }
}
