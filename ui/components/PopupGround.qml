import QtQuick
import Snug.Style

/// The surface of a menu or a small popover: one step lighter, with an edge line. No shadow anywhere.
Rectangle {
    radius: Space.radiusMenu
    color: Theme.popover
    border.width: 1
    border.color: Theme.edge
}
