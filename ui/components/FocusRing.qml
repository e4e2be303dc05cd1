import QtQuick
import Snug.Style

/// The 2 px ring of keyboard focus, 3 px outside its parent (gap 1).
Rectangle {
    property int inset: -3
    property real around: Space.radius

    anchors.fill: parent
    anchors.margins: inset
    radius: around - inset
    color: "transparent"
    border.width: 2
    border.color: Theme.accent
}
