pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style

/// The memory bar upright, 8 wide: the rail's meter. From the bottom: what is loaded, other apps, free.
Item {
    id: meter

    property alias parts: repeater.model
    property real totalBytes: 0
    property real needBytes: 0
    property real otherBytes: 0
    readonly property real unit: (height - 4) / Math.max(1, totalBytes, needBytes + otherBytes)

    implicitWidth: 8
    implicitHeight: 44
    Accessible.ignored: true
    Rectangle {
        anchors.fill: parent
        radius: Space.radiusTag - 1
        color: Theme.sunken
        border.width: 1
        border.color: Theme.lineStrong
    }
    Column {
        id: column
        // Upside down: the first part stands at the bottom.
        rotation: 180
        x: 2
        y: 2
        width: meter.width - 4
        height: meter.height - 4
        spacing: 1
        Repeater {
            id: repeater
            MeterPart {
                width: column.width
                height: bytes * meter.unit < 2 ? 0 : Math.round(bytes * meter.unit) - 1
            }
        }
        Rectangle {
            width: column.width
            height: Math.max(0, Math.round(meter.otherBytes * meter.unit) - 1)
            color: Theme.mOther
        }
    }
}
