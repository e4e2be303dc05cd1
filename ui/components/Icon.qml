import QtQuick
import QtQuick.Controls.impl
import Snug.Style

/// A glyph of resources/icons, tinted. Sizes: 14, 16, 18, 20. Decorative: what it stands on carries the accessible name.
IconImage {
    /// File name without its ending, "chevron-down"
    property string glyph
    property int size: 16

    width: size
    height: size
    sourceSize.width: size
    sourceSize.height: size
    source: glyph === "" ? "" : "qrc:/snug/icons/" + glyph + ".svg"
    color: Theme.text2
    Accessible.ignored: true
}
