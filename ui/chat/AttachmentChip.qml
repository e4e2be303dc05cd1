import QtQuick
import Snug.Style
import Snug.Components

/// A file that goes with the message, 28 high.
Rectangle {
    id: chip

    required property int index
    required property string title
    required property string sizeText
    required property int tokens
    signal removed()

    implicitWidth: 28 + label.implicitWidth + 8 + size.implicitWidth + 30
    implicitHeight: Type.rowHeight(28)
    radius: Space.radius
    color: Theme.selected
    Icon { anchors.left: parent.left; anchors.leftMargin: 7; y: 6; glyph: "file" }
    Txt { id: label; anchors.left: parent.left; anchors.leftMargin: 28; height: parent.height; text: chip.title; type: Type.smallMedium }
    Txt { id: size; anchors.left: label.right; anchors.leftMargin: 8; height: parent.height; text: chip.sizeText; type: Type.small; color: Theme.text2 }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 27 - width
        y: 1
        extent: 26
        glyphSize: 14
        glyph: "close"
        text: qsTr("Remove %1").arg(chip.title)
        onClicked: chip.removed()
    }
}
