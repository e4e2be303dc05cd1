import QtQuick
import Snug.Style
import Snug.Components

/// A formula on a line of its own: centred, scrolls when it is wider than the column.
Flickable {
    id: block

    required property string html

    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true
    implicitHeight: Math.max(Type.rowHeight(26), label.implicitHeight)
    contentWidth: Math.max(width, label.implicitWidth)
    contentHeight: height
    interactive: contentWidth > width
    clip: interactive
    flickableDirection: Flickable.HorizontalFlick
    boundsBehavior: Flickable.StopAtBounds
    Text {
        id: label
        width: block.contentWidth
        height: block.implicitHeight
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        text: block.html
        textFormat: Text.RichText
        font.family: Type.read.family
        font.pixelSize: Math.round(16 * Type.factor)
        color: Theme.text
        Accessible.role: Accessible.StaticText
        Accessible.name: block.html.replace(/<[^>]*>/g, "")
    }
}
