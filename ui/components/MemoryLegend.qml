pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style

/// Names and figures of a memory bar, 16 px apart. Below 600 px scratch and driver merge into "Working".
Flow {
    id: legend

    property alias parts: repeater.model
    property real totalBytes: 0
    property real needBytes: 0
    property real otherBytes: 0
    /// Scratch and driver as one
    property bool merged: width < 600
    /// What the merged entry stands for: what is needed beside weights and KV cache
    readonly property real workingBytes: needBytes - sumOf("weights") - sumOf("kv")
    readonly property real freeBytes: totalBytes - needBytes - otherBytes

    spacing: merged ? 12 : 16
    Accessible.ignored: true

    /// Words of the parts, the same everywhere.
    function word(part: string): string {
        switch (part) {
        case "weights": return qsTr("Weights");
        case "kv": return qsTr("KV cache");
        case "scratch": return qsTr("Scratch");
        case "driver": return qsTr("Driver");
        }
        return part;
    }

    /// Bytes of a part, 0 if it is not there.
    function sumOf(part: string): real {
        let sum = 0;
        for (let i = 0; i < repeater.count; ++i) {
            const item = repeater.itemAt(i) as LegendPart;
            if (item !== null && item.part === part)
                sum += item.bytes;
        }
        return sum;
    }

    Repeater {
        id: repeater
        LegendPart {
            visible: !legend.merged || (part !== "scratch" && part !== "driver")
            title: legend.word(part)
        }
    }
    LegendItem {
        visible: legend.merged && legend.workingBytes > 0
        swatch: Theme.mDriver
        title: qsTr("Working")
        bytes: legend.workingBytes
    }
    LegendItem {
        visible: legend.otherBytes > 0
        kind: "hatch"
        title: qsTr("Other apps")
        bytes: legend.otherBytes
    }
    LegendItem {
        visible: legend.freeBytes > 0
        kind: "free"
        title: qsTr("Free")
        bytes: legend.freeBytes
    }
    LegendItem {
        visible: legend.freeBytes < 0
        kind: "over"
        title: qsTr("Over")
        bytes: -legend.freeBytes
    }
}
