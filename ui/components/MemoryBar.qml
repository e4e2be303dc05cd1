pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style

/// The mark of the product: weights, KV cache, scratch, driver, other apps, free, of one device. Fed by the planner's list
/// and nothing else, drawn at once, never animated. Over capacity the full width is need + other and a mark stands at the
/// capacity.
Item {
    id: bar

    /// Roles: part (weights kv scratch driver), bytes, detail
    property alias parts: repeater.model
    property real totalBytes: 0
    property real needBytes: 0
    property real otherBytes: 0
    property string name
    property string description
    readonly property bool over: needBytes + otherBytes > totalBytes
    readonly property real fullBytes: Math.max(1, totalBytes, needBytes + otherBytes)
    readonly property real scale_: (width - 4) / fullBytes
    readonly property int capacityX: over ? Math.round(2 + totalBytes * scale_) : width

    function partWidth(bytes: real): int {
        return bytes <= 0 ? 0 : Math.max(3, Math.round(bytes * scale_) - 2);
    }

    /// Pixels that the parts take, with the gap behind each.
    function usedWidth(): int {
        let used = 0;
        for (let i = 0; i < repeater.count; ++i) {
            const item = repeater.itemAt(i);
            if (item !== null && item.width > 0)
                used += item.width + row.spacing;
        }
        return used;
    }

    implicitHeight: 14
    implicitWidth: 200
    Accessible.role: Accessible.Indicator
    Accessible.name: name
    Accessible.description: description

    Rectangle {
        anchors.left: parent.left
        width: bar.over ? bar.capacityX : bar.width
        height: bar.height
        radius: Space.radiusTag
        color: Theme.sunken
        border.width: 1
        border.color: Theme.lineStrong
    }
    Row {
        id: row
        anchors.left: parent.left
        anchors.leftMargin: 2
        y: 2
        height: bar.height - 4
        spacing: 2
        Repeater {
            id: repeater
            MemoryPart {
                width: bar.partWidth(bytes)
                height: row.height
            }
        }
        Hatch {
            width: bar.over ? Math.max(0, bar.capacityX - 5 - bar.usedWidth()) : bar.partWidth(bar.otherBytes)
            height: row.height
            visible: bar.otherBytes > 0 && width > 0
        }
    }
    Rectangle {
        visible: bar.over
        anchors.left: parent.left
        anchors.leftMargin: bar.capacityX
        y: 2
        width: bar.width - bar.capacityX
        height: bar.height - 4
        radius: 2
        color: Theme.noSoft
        border.width: 1
        border.color: Theme.no
    }
    Rectangle {
        visible: bar.over
        anchors.left: parent.left
        anchors.leftMargin: bar.capacityX
        y: -4
        width: 2
        height: bar.height + 8
        color: Theme.text
    }
}
