pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// What is loaded, with Unload.
T.Popup {
    id: popup

    required property DeviceListModel devices

    implicitWidth: 360
    implicitHeight: column.implicitHeight + 24
    padding: 12
    focus: true
    background: PopupGround {}
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.popup } }
    contentItem: Column {
        id: column
        spacing: 8
        Txt {
            text: popup.devices.busiest === null ? "" : qsTr("%1, %2 of %3 GiB used").arg(popup.devices.busiest.name)
                .arg(Format.gib(popup.devices.busiest.needBytes + popup.devices.busiest.otherBytes, 2)).arg(Format.gib(popup.devices.busiest.totalBytes, 2))
            type: Type.smallMedium
        }
        MemoryBar {
            visible: popup.devices.busiest !== null
            width: column.width
            parts: popup.devices.busiest === null ? null : popup.devices.busiest.parts
            totalBytes: popup.devices.busiest === null ? 0 : popup.devices.busiest.totalBytes
            needBytes: popup.devices.busiest === null ? 0 : popup.devices.busiest.needBytes
            otherBytes: popup.devices.busiest === null ? 0 : popup.devices.busiest.otherBytes
        }
        Txt {
            visible: loaded.count === 0
            text: qsTr("No model is loaded.")
            type: Type.small
            color: Theme.text2
        }
        Repeater {
            id: loaded
            model: popup.devices.loaded
            LoadedRow {
                width: column.width
                onUnloadWanted: popup.devices.unload(modelId)
            }
        }
    }
}
