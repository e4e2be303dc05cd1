pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The busiest device's memory, upright, and its free GiB. Press it for what is loaded, with Unload.
T.AbstractButton {
    id: meter

    required property DeviceListModel devices
    readonly property bool known: devices.busiest !== null

    /// The whole bar in words.
    function spoken(): string {
        if (!known)
            return "";
        return qsTr("%1: needs %2, other apps %3, free %4 gibibytes").arg(devices.busiest.name)
            .arg(Format.gib(devices.busiest.needBytes, 2)).arg(Format.gib(devices.busiest.otherBytes, 2)).arg(Format.gib(devices.busiestFreeBytes, 2));
    }

    width: Space.rail
    height: 70
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Memory")
    Accessible.description: spoken()
    Keys.onReturnPressed: meter.clicked()
    onClicked: loaded.open()
    background: Rectangle {
        x: 6
        width: 47
        radius: Space.radiusMenu
        color: meter.down ? Theme.pressed : meter.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: meter.visualFocus
            inset: 0
            around: Space.radiusMenu
        }
    }
    contentItem: Item {
        MemoryMeter {
            anchors.left: parent.left
            anchors.leftMargin: 25
            y: 2
            parts: meter.known ? meter.devices.busiest.parts : null
            totalBytes: meter.known ? meter.devices.busiest.totalBytes : 0
            needBytes: meter.known ? meter.devices.busiest.needBytes : 0
            otherBytes: meter.known ? meter.devices.busiest.otherBytes : 0
        }
        Txt {
            x: Math.round((Space.rail - 1 - width) / 2)
            y: 52
            text: meter.known ? qsTr("%1 free").arg(Format.gib(meter.devices.busiestFreeBytes, 1)) : ""
            type: Type.rail
            color: Theme.text2
        }
    }
    LoadedPopup {
        id: loaded
        x: meter.mirrored ? 4 - width : Space.rail - 4
        y: meter.height - height
        devices: meter.devices
    }
}
