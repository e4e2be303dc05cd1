import QtQuick
import QtQuick.Controls.impl
import Snug.Style

/// A glyph of resources/icons, tinted. Sizes: 14, 16, 18, 20. Decorative: what it stands on carries the accessible name.
IconImage {
    /// File name without its ending, "chevron-down"
    property string glyph
    property int size: 16

    /// Glyphs that point along the line of text turn round in a right-to-left window
    readonly property bool points: glyph === "chevron-left" || glyph === "chevron-right" || glyph === "panel-left" || glyph === "panel-right"
        || glyph === "continue" || glyph === "undo" || glyph === "external"

    width: size
    height: size
    sourceSize.width: size
    sourceSize.height: size
    source: glyph === "" ? "" : "qrc:/snug/icons/" + glyph + ".svg"
    mirror: points && LayoutMirroring.enabled
    color: Theme.text2
    Accessible.ignored: true
}
