pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The model of this chat: status dot, name, quantization (never elided), where it runs. Opens the picker.
T.Button {
    id: chip

    required property ModelStatus status
    property int maxWidth: 400
    readonly property bool none: status.phase === "none"
    readonly property string place: status.phase === "loading" ? qsTr("%1 %").arg(Math.round(status.progress * 100))
        : status.phase === "failed" || status.phase === "unloaded" ? qsTr("not loaded") : status.deviceText
    readonly property string phaseWord: status.phase === "loading" ? qsTr("loading, %1").arg(place) : status.phase === "loaded" ? qsTr("loaded")
        : status.phase === "failed" ? qsTr("failed to load") : qsTr("not loaded")

    implicitWidth: Math.min(maxWidth, Math.ceil(name.implicitWidth) + rest.implicitWidth + 68)
    implicitHeight: Type.rowHeight(Space.control)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: none ? qsTr("Choose a model") : status.name
    Accessible.role: Accessible.ButtonDropDown
    Accessible.name: none ? text : qsTr("Model: %1, %2, on %3, %4").arg(status.name).arg(status.quant).arg(status.deviceText).arg(phaseWord)
    Keys.onReturnPressed: chip.clicked()
    background: Rectangle {
        radius: Space.radius
        color: Theme.button
        border.width: 1
        border.color: chip.hovered ? Theme.lineControl : Theme.lineStrong
        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: chip.down
            color: Theme.pressed
        }
        FocusRing {
            visible: chip.visualFocus
        }
    }
    contentItem: Item {
        Dot {
            anchors.left: parent.left
            anchors.leftMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            visible: !chip.none && chip.status.phase !== "unloaded"
            extent: 8
            ring: chip.status.phase !== "loaded"
            ink: chip.status.phase === "failed" ? Theme.no : chip.status.phase === "loading" ? Theme.text3 : Theme.fits
        }
        Txt {
            id: name
            anchors.left: parent.left
            anchors.leftMargin: start
            readonly property int start: chip.none || chip.status.phase === "unloaded" ? 12 : 26
            width: Math.min(implicitWidth, rest.start - start - 8)
            height: parent.height
            text: chip.text
            type: Type.bodyBold
            elide: Text.ElideRight
        }
        Row {
            id: rest
            readonly property int start: Math.min(name.start + Math.ceil(name.implicitWidth) + 9, chip.width - width - 32)
            anchors.left: parent.left
            anchors.leftMargin: start
            height: parent.height
            spacing: 8
            Tag {
                visible: chip.status.quant !== ""
                anchors.verticalCenter: parent.verticalCenter
                text: chip.status.quant
                mono: true
            }
            Txt {
                visible: text !== "" && !chip.none
                height: parent.height
                text: chip.place
                type: Type.small
                color: Theme.text3
            }
        }
        Icon {
            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            glyph: "chevron-down"
        }
    }
}
