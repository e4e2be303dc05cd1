import QtQuick

/// One text style: a font and the height of its line, both already scaled by the person's text size.
QtObject {
    required property int size
    required property int leading
    property int weight: Font.Normal
    property bool mono: false
    property real factor: 1

    readonly property int line: Math.round(leading * factor)
    // Ligatures are off in mono text: -> must not become an arrow.
    readonly property string family: mono ? "JetBrains Mono" : "Inter"
    readonly property int pixels: Math.max(1, Math.round(size * factor))
    /// For controls that take a whole font.
    readonly property font font: Qt.font({
        "family": family,
        "pixelSize": pixels,
        "weight": weight,
        "preferShaping": !mono
    })
}
