pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components

/// Predicted against measured, in GiB with three decimals.
Rectangle {
    id: table

    property alias rows: repeater.model
    property string device
    readonly property int count: repeater.count

    implicitHeight: 32 + 28 * repeater.count
    radius: Space.radiusMenu
    color: Theme.side
    border.width: 1
    border.color: Theme.line
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Predicted and measured memory on %1").arg(device)
    Txt { anchors.left: parent.left; anchors.leftMargin: 14; width: 152; height: 28; text: qsTr("GiB on %1").arg(table.device); type: Type.smallBold; color: Theme.text2; elide: Text.ElideRight }
    Repeater {
        model: [qsTr("Weights"), qsTr("KV cache"), qsTr("Scratch"), qsTr("Driver"), qsTr("Total")]
        Item {
            id: head
            width: table.width
            required property int index
            required property string modelData
            readonly property int edge: [240, 340, 440, 540, 656][index]
            Txt { id: title; anchors.right: parent.left; anchors.rightMargin: -head.edge; height: 28; text: head.modelData; type: Type.smallBold; color: Theme.text2 }
            Rectangle {
                visible: head.index < 4
                anchors.right: title.left
                anchors.rightMargin: 6
                y: 10
                width: 9
                height: 9
                radius: 2
                color: Theme.memory(["weights", "kv", "scratch", "driver", ""][head.index])
            }
        }
    }
    HLine { anchors.left: parent.left; anchors.leftMargin: 14; y: 28; width: parent.width - 28 }
    Column {
        y: 29
        width: parent.width
        Repeater {
            id: repeater
            MeasuredRow { width: table.width }
        }
    }
}
