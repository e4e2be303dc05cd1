import QtQuick
import Snug.Style

/// A small word on a ground: a quantization (mono), "Recommended", "On disk". 18 high, never elided.
Rectangle {
    id: tag

    property string text
    property bool mono: false
    /// "neutral", "soft" or "solid"
    property string kind: "neutral"

    implicitWidth: Math.ceil(label.implicitWidth) + 10
    implicitHeight: Type.rowHeight(18)
    radius: Space.radiusTag
    color: kind === "soft" ? Theme.accentSoft : kind === "solid" ? Theme.accentFill : Theme.selected
    Txt {
        id: label
        anchors.centerIn: parent
        text: tag.text
        type: tag.mono ? Type.figureSmall : Type.microMedium
        color: tag.kind === "soft" ? Theme.accent : tag.kind === "solid" ? Theme.accentInk : Theme.text2
    }
}
