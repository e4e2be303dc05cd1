import QtQuick
import Snug.Style
import Snug.Components

/// A model in the picker: name, quantization always named, speed, verdict.
Item {
    id: row

    required property int index
    required property string rowKind
    required property string modelId
    required property string title
    required property string quant
    required property real rate
    required property bool measured
    required property string verdict
    required property bool favourite
    required property bool current
    property bool highlighted: false
    signal picked()
    signal starred()
    signal hoveredOver()

    height: Type.rowHeight(rowKind === "heading" ? 26 : 34)
    Accessible.ignored: rowKind === "model"
    Txt {
        visible: row.rowKind === "heading"
        anchors.left: parent.left
        anchors.leftMargin: 12
        height: parent.height
        text: row.title
        type: Type.microBold
        color: Theme.text3
    }
    ListRow {
        visible: row.rowKind === "model"
        width: parent.width
        height: parent.height
        text: row.title
        description: Format.listed([row.quant, row.rate >= 0 ? qsTr("%1 tok/s").arg(Format.rate(row.rate, row.measured)) : "", badge.text], ", ")
        look: row.highlighted ? "hover" : ""
        selected: false
        onClicked: row.picked()
        onHoveredChanged: if (hovered) row.hoveredOver()
        Icon {
            visible: row.current
            anchors.left: parent.left
            anchors.leftMargin: 8
            y: Math.round((parent.height - height) / 2)
            glyph: "check"
            color: Theme.accent
        }
        Txt {
            id: title
            anchors.left: parent.left
            anchors.leftMargin: 32
            width: Math.min(implicitWidth, 264 - rate.width - tag.width)
            height: parent.height
            text: row.title
            type: Type.bodyMedium
            elide: Text.ElideRight
        }
        Tag {
            id: tag
            anchors.left: title.right
            anchors.leftMargin: 9
            y: Math.round((parent.height - height) / 2)
            text: row.quant
            mono: true
        }
        IconButton {
            visible: row.favourite || row.highlighted
            anchors.left: tag.right
            anchors.leftMargin: 4
            y: Math.round((parent.height - height) / 2)
            extent: 24
            glyphSize: 14
            glyph: "star"
            ink: row.favourite ? Theme.text : Theme.text3
            text: row.favourite ? qsTr("Not a favourite") : qsTr("Favourite")
            onClicked: row.starred()
        }
        Txt {
            id: rate
            anchors.right: parent.left
            anchors.rightMargin: -316
            height: parent.height
            text: Format.rate(row.rate, row.measured)
            type: Type.figure
            color: Theme.text2
        }
        VerdictBadge {
            id: badge
            anchors.left: parent.left
            anchors.leftMargin: 333
            y: Math.round((parent.height - height) / 2)
            verdict: row.verdict
        }
    }
}
