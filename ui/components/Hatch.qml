import QtQuick
import Snug.Style

/// Other applications' memory: hatched at 45 degrees, so that it is never told by colour alone.
Rectangle {
    id: hatch

    readonly property string ink: Theme.mOther.toString().slice(-6)

    radius: 2
    color: Theme.sunken
    border.width: 1
    border.color: Theme.mOther
    Accessible.ignored: true
    Image {
        anchors.fill: parent
        anchors.margins: 1
        fillMode: Image.Tile
        horizontalAlignment: Image.AlignLeft
        verticalAlignment: Image.AlignTop
        sourceSize.width: 6
        sourceSize.height: 6
        source: "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' width='6' height='6'><path d='M-1 7L7 -1M-1 1L1 -1M5 7L7 5' stroke='%23"
            + hatch.ink + "' stroke-width='1.2' fill='none'/></svg>"
    }
}
