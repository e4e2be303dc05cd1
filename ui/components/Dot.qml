import QtQuick
import Snug.Style

/// A status dot: filled, or a ring.
Rectangle {
    property int extent: 6
    property bool ring: false
    property color ink: Theme.accent

    width: extent
    height: extent
    radius: extent / 2
    color: ring ? "transparent" : ink
    border.width: ring ? 2 : 0
    border.color: ink
    Accessible.ignored: true
}
