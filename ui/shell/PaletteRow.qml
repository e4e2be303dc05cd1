import QtQuick
import Snug.Style
import Snug.Components

/// A row of the palette.
Item {
    id: row

    required property int index
    required property string rowKind
    required property string title
    required property string quant
    required property string note
    required property real rate
    required property bool measured
    required property string verdict
    required property string icon
    property bool highlighted: false
    readonly property bool heading: rowKind === "heading"
    signal picked()
    signal hoveredOver()

    height: Type.rowHeight(heading ? (index === 0 ? 26 : 30) : 34)
    Accessible.ignored: !heading
    Accessible.role: Accessible.Heading
    Accessible.name: row.title
    Txt {
        visible: row.heading
        anchors.left: parent.left
        anchors.leftMargin: 10
        y: parent.height - 19
        text: row.title
        type: Type.microBold
        color: Theme.text3
    }
    ListRow {
        id: body
        visible: !row.heading
        width: parent.width
        height: parent.height
        text: row.title
        description: Format.listed([row.quant, row.note, badge.text], " ")
        selected: row.highlighted
        onClicked: row.picked()
        onHoveredChanged: if (hovered) row.hoveredOver()
        Icon { anchors.left: parent.left; anchors.leftMargin: 10; y: Math.round((parent.height - height) / 2); glyph: row.icon }
        Txt {
            id: title
            anchors.left: parent.left
            anchors.leftMargin: 38
            width: Math.min(Math.ceil(implicitWidth), 380)
            height: parent.height
            text: row.title
            type: Type.bodyMedium
            elide: Text.ElideRight
        }
        Tag {
            id: tag
            visible: row.quant !== ""
            anchors.left: title.right
            anchors.leftMargin: 8
            y: Math.round((parent.height - height) / 2)
            text: row.quant
            mono: true
        }
        Txt {
            anchors.left: tag.visible ? tag.right : title.right
            anchors.leftMargin: 8
            height: parent.height
            text: row.rate >= 0 ? qsTr("%1 tok/s").arg(Format.rate(row.rate, row.measured)) : row.note
            type: Type.small
            color: body.ink3
        }
        VerdictBadge {
            id: badge
            anchors.left: parent.left
            anchors.leftMargin: 500
            y: Math.round((parent.height - height) / 2)
            verdict: row.verdict
        }
    }
}
