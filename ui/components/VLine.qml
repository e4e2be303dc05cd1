import QtQuick
import Snug.Style

/// A separator between panes, one logical pixel.
Rectangle {
    implicitWidth: 1
    color: Theme.line
}
