pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// What the load panel shows.
Rectangle {
    id: body

    required property LoadPanelModel panel
    readonly property list<string> types: ["f16", "q8_0", "q4_0"]
    readonly property bool measuredShown: measured.count > 0
    signal closeWanted()

    function begin() {
        context.forceActiveFocus(Qt.TabFocusReason);
    }

    implicitWidth: 720
    implicitHeight: foot.y + foot.height
    radius: Space.radiusDialog
    color: Theme.base
    border.width: 1
    border.color: Theme.edge
    Accessible.role: Accessible.Dialog
    Accessible.name: qsTr("Load %1").arg(panel.title)
    Row {
        anchors.left: parent.left
        anchors.leftMargin: 24
        y: 2
        height: 56
        spacing: 16
        Txt { height: parent.height; text: body.panel.title; type: Type.title }
        Tag { anchors.verticalCenter: parent.verticalCenter; text: body.panel.quant; mono: true }
        Txt {
            height: parent.height
            leftPadding: -2
            text: qsTr("%1, %2", "size, source").arg(Format.fileSize(body.panel.sizeBytes)).arg(body.panel.source)
            type: Type.small
            color: Theme.text2
        }
    }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 42 - width
        y: 16
        glyph: "close"
        text: qsTr("Close")
        shortcut: "Esc"
        onClicked: body.closeWanted()
    }
    HLine { anchors.left: parent.left; anchors.leftMargin: 1; y: 56; width: parent.width - 2 }
    LoadLabel { y: 69; text: qsTr("Context") }
    LoadContext {
        id: context
        anchors.left: parent.left
        anchors.leftMargin: 104
        y: 73
        width: 388
        height: 24
        panel: body.panel
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 508
        y: 69
        anchors.right: parent.right
        anchors.rightMargin: 16
        height: 32
        text: body.panel.contextFits < body.panel.contextMax
            ? qsTr("fits up to %1; trained to %2").arg(Format.context(body.panel.contextFits)).arg(Format.context(body.panel.contextMax))
            : qsTr("trained to %1").arg(Format.context(body.panel.contextMax))
        type: Type.small
        color: Theme.text2
        elide: Text.ElideRight
    }
    LoadLabel { y: 109; text: qsTr("KV cache") }
    Segment {
        anchors.left: parent.left
        anchors.leftMargin: 104
        y: 111
        mono: true
        label: qsTr("KV cache type")
        labels: ["F16", "Q8_0", "Q4_0"]
        currentIndex: Math.max(0, body.types.indexOf(body.panel.kvType))
        onChosen: index => body.panel.kvType = body.types[index]
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 264
        y: 109
        anchors.right: parent.right
        anchors.rightMargin: 16
        height: 32
        text: body.panel.kvNote
        type: Type.small
        color: Theme.text2
        elide: Text.ElideRight
    }
    LoadLabel { y: 149; text: qsTr("Placement") }
    Segment {
        anchors.left: parent.left
        anchors.leftMargin: 104
        y: 151
        label: qsTr("Placement")
        labels: [qsTr("Best"), qsTr("By hand")]
        currentIndex: body.panel.placement === "hand" ? 1 : 0
        onChosen: index => body.panel.placement = index === 1 ? "hand" : "best"
    }
    HLine { anchors.left: parent.left; anchors.leftMargin: 1; y: 196; width: parent.width - 2 }
    Column {
        id: devices
        anchors.left: parent.left
        anchors.leftMargin: 24
        y: 208
        width: parent.width - 48
        Repeater {
            id: places
            model: body.panel.devices
            LoadDevice {
                alone: places.count === 1
                width: devices.width
                byHand: body.panel.placement === "hand"
                onLayersChosen: count => body.panel.setLayers(index, count)
                onKvChosen: here => body.panel.setKvHere(index, here)
            }
        }
    }
    MeasuredTable {
        id: measured
        visible: body.measuredShown
        anchors.left: parent.left
        anchors.leftMargin: 24
        y: devices.y + devices.height + 2
        width: parent.width - 48
        rows: body.panel.measured
        device: body.panel.measuredDevice
    }
    Item {
        id: foot
        y: (body.measuredShown ? measured.y + measured.height + 13 : devices.y + devices.height + 4)
        width: parent.width
        height: 57
        HLine { anchors.left: parent.left; anchors.leftMargin: 1; width: parent.width - 2 }
        Txt {
            anchors.left: parent.left
            anchors.leftMargin: 24
            anchors.right: buttons.left
            anchors.rightMargin: 8
            height: parent.height
            text: body.panel.rate < 0 ? "" : qsTr("About %1 tok/s at %2 used. Settings are kept for this file.")
                .arg(Format.whole(body.panel.rate)).arg(Format.context(body.panel.rateContext))
            type: Type.small
            color: Theme.text2
            elide: Text.ElideRight
        }
        Row {
            id: buttons
            anchors.right: parent.right
            anchors.rightMargin: 22
            y: 13
            spacing: Space.buttonGap
            Button {
                visible: body.panel.state === "loaded"
                text: qsTr("Unload")
                onClicked: body.panel.unload()
            }
            Button {
                kind: "primary"
                text: body.panel.state === "loading"
                    ? qsTr("Cancel, %1 of %2").arg(Format.digits(body.panel.loadedBytes / 1e9)).arg(Format.fileSize(body.panel.sizeBytes))
                    : body.panel.state === "loaded" ? qsTr("Reload")
                    : body.panel.verdict === "pages" || body.panel.verdict === "no" || body.panel.verdict === "unknown" ? qsTr("Load anyway") : qsTr("Load")
                enabled: body.panel.state !== "loaded" || body.panel.changed
                onClicked: {
                    if (body.panel.state === "loading")
                        body.panel.cancel();
                    else
                        body.panel.load();
                }
            }
        }
    }
}
