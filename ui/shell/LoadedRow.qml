import QtQuick
import Snug.Style
import Snug.Components

/// A loaded model: name, quantization, what it takes, Unload.
Item {
    id: row

    required property string modelId
    required property string title
    required property string quant
    required property real bytes
    required property string deviceText
    signal unloadWanted()

    implicitHeight: Type.rowHeight(32)
    Txt {
        id: title
        anchors.left: parent.left
        width: Math.min(implicitWidth, row.width - unload.width - size.width - tag.width - 24)
        height: parent.height
        text: row.title
        type: Type.bodyMedium
        elide: Text.ElideRight
    }
    Tag { id: tag; anchors.left: title.right; anchors.leftMargin: 8; anchors.verticalCenter: parent.verticalCenter; text: row.quant; mono: true }
    Txt { id: size; anchors.right: unload.left; anchors.rightMargin: 8; height: parent.height; text: qsTr("%1 GiB").arg(Format.gib(row.bytes, 2)); type: Type.figure; color: Theme.text2 }
    Button {
        id: unload
        anchors.right: parent.right
        y: 3
        extent: "small"
        text: qsTr("Unload")
        Accessible.name: qsTr("Unload %1").arg(row.title)
        onClicked: row.unloadWanted()
    }
}
