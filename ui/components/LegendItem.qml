import QtQuick
import Snug.Style

/// Swatch, name and figure.
Row {
    id: item

    required property real bytes
    property string title
    property color swatch: Theme.mOther
    /// "part", "hatch", "free" or "over"
    property string kind: "part"

    spacing: 6
    Rectangle {
        width: 9
        height: 9
        radius: 2
        anchors.verticalCenter: parent.verticalCenter
        color: item.kind === "part" ? item.swatch : item.kind === "over" ? Theme.noSoft : "transparent"
        border.width: item.kind === "part" ? 0 : 1
        border.color: item.kind === "over" ? Theme.no : item.kind === "free" ? Theme.lineControl : Theme.mOther
        Hatch {
            visible: item.kind === "hatch"
            anchors.fill: parent
        }
    }
    Txt {
        text: item.title
        type: Type.small
        color: Theme.text2
    }
    Txt {
        text: Format.gib(item.bytes, 2)
        type: Type.figureSmall
        height: Type.small.line
    }
}
