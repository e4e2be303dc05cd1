import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// One device of the load panel: name, need of available, verdict, bar 16, layers and where the KV cache lies.
Item {
    id: device

    required property int index
    required property DevicePlan plan
    property bool byHand: false
    /// The only device: nothing is shared with cards, and the KV cache can lie nowhere else
    property bool alone: false
    signal layersChosen(int count)
    signal kvChosen(bool here)

    implicitHeight: 100
    Icon { anchors.left: parent.left; y: 8; size: 18; glyph: device.plan.deviceKind === "gpu" ? "gpu" : "ram" }
    Txt { id: name; anchors.left: parent.left; anchors.leftMargin: 26; y: 2; height: 28; text: device.plan.name; type: Type.bodyMedium }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: Math.max(110, name.implicitWidth + 48)
        y: 3
        height: 28
        text: qsTr("%1 of %2 GiB available").arg(Format.gib(device.plan.needBytes, 2))
            .arg(Format.gib(device.plan.availableBytes, device.plan.deviceKind === "gpu" ? 2 : 1))
        type: Type.small
        color: Theme.text2
    }
    VerdictBadge { anchors.right: parent.right; y: 6; verdict: device.plan.verdict; text: device.plan.verdictText }
    MemoryBar {
        y: 36
        width: parent.width
        height: 16
        parts: device.plan.parts
        totalBytes: device.plan.totalBytes
        needBytes: device.plan.needBytes
        otherBytes: device.plan.otherBytes
        name: device.plan.name
    }
    Txt { anchors.left: parent.left; y: 61; height: 28; text: qsTr("Layers"); type: Type.small; color: Theme.text2 }
    Slider {
        id: layers
        visible: device.plan.deviceKind === "gpu"
        anchors.left: parent.left
        anchors.leftMargin: 56
        y: 65
        width: 200
        enabled: device.byHand
        from: 0
        to: Math.max(1, device.plan.layersTotal)
        stepSize: 1
        value: device.plan.layers
        Accessible.name: qsTr("Layers on %1").arg(device.plan.name)
        onMoved: device.layersChosen(Math.round(value))
    }
    Txt {
        id: count
        anchors.left: parent.left
        anchors.leftMargin: layers.visible ? 272 : 56
        y: 60
        height: 28
        text: qsTr("%1 of %2").arg(device.plan.layers).arg(device.plan.layersTotal)
        type: Type.figure
    }
    Txt {
        visible: !layers.visible && !device.alone
        anchors.left: count.left
        anchors.leftMargin: 74
        y: 61
        height: 28
        text: qsTr("takes what the cards do not")
        type: Type.small
        color: Theme.text2
    }
    Txt { visible: !device.alone; anchors.left: parent.left; anchors.leftMargin: 400; y: 61; height: 28; text: qsTr("KV cache here"); type: Type.small; color: Theme.text2 }
    Switch {
        visible: !device.alone
        anchors.left: parent.left
        anchors.leftMargin: 492
        y: 65
        text: qsTr("KV cache on %1").arg(device.plan.name)
        enabled: device.byHand
        checked: device.plan.kvHere
        onToggled: device.kvChosen(checked)
    }
}
