import QtQuick
import Snug.Style
import Snug.Components

/// One device: name, free of total, measured speed ("measuring" until known).
Item {
    id: row

    required property int index
    required property string name
    required property string deviceKind
    required property real freeBytes
    required property real totalBytes
    required property real speed

    implicitHeight: 36
    HLine { visible: row.index > 0; anchors.left: parent.left; anchors.leftMargin: 16; width: parent.width - 32 }
    Icon { anchors.left: parent.left; anchors.leftMargin: 16; y: 9; size: 18; glyph: row.deviceKind === "gpu" ? "gpu" : "cpu" }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 46
        anchors.right: free.left
        anchors.rightMargin: 8
        height: 36
        text: row.name
        type: Type.bodyMedium
        elide: Text.ElideRight
    }
    Txt {
        id: free
        anchors.right: parent.left
        anchors.rightMargin: -440
        height: 36
        text: qsTr("%1 of %2 GiB free").arg(Format.gib(row.freeBytes, 1)).arg(Format.gib(row.totalBytes, 1))
        type: Type.small
        color: Theme.text2
    }
    Txt {
        anchors.right: parent.right
        anchors.rightMargin: 16
        height: 36
        text: row.speed < 0 ? qsTr("measuring") : qsTr("%1 GB/s").arg(Format.whole(row.speed))
        type: row.speed < 0 ? Type.small : Type.figure
        color: Theme.text2
    }
}
