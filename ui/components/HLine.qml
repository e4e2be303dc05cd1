import QtQuick
import Snug.Style

/// A separator, one logical pixel.
Rectangle {
    implicitHeight: 1
    color: Theme.line
}
