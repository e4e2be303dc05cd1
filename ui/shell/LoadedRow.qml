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
        width: Math.min(implicitWidth, size.x - tag.width - 16)
        height: parent.height
        text: row.title
        type: Type.bodyMedium
        elide: Text.ElideRight
    }
    Tag { id: tag; x: title.width + 8; anchors.verticalCenter: parent.verticalCenter; text: row.quant; mono: true }
    Txt { id: size; x: unload.x - width - 8; height: parent.height; text: qsTr("%1 GiB").arg(Format.gib(row.bytes, 2)); type: Type.figure; color: Theme.text2 }
    Button {
        id: unload
        x: parent.width - width
        y: 3
        extent: "small"
        text: qsTr("Unload")
        Accessible.name: qsTr("Unload %1").arg(row.title)
        onClicked: row.unloadWanted()
    }
}
