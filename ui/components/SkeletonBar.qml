import QtQuick
import Snug.Style

/// A still bar that stands for a text that is not here yet.
Rectangle {
    implicitHeight: 10
    radius: 3
    color: Theme.selected
    Accessible.ignored: true
}
