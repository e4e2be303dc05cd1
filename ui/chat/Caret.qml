import QtQuick
import Snug.Style

/// The block after the last glyph of a growing answer, 8x16. It does not blink.
Rectangle {
    implicitWidth: 8
    implicitHeight: 16
    radius: 1
    color: Theme.text2
    Accessible.ignored: true
}
