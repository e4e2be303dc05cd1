import QtQuick
import Snug.Style

/// A text in one of the styles of Type. Its line has a fixed height, so that rows are whole pixels.
Text {
    property TextStyle type: Type.body

    font.family: type.family
    font.pixelSize: type.pixels
    font.weight: type.weight
    font.preferShaping: !type.mono
    lineHeight: type.line
    lineHeightMode: Text.FixedHeight
    color: Theme.text
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
    Accessible.ignored: true
}
