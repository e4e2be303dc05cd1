pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style

/// One column of a table: as wide as its widest cell.
Column {
    id: column

    required property int column
    required property list<string> lines
    required property int cellHeight
    required property string alignment
    property bool last: false

    Repeater {
        model: column.lines.length
        Item {
            id: cell
            required property int index
            readonly property string content: (String(column.lines[index]).split("\t")[column.column]) || ""
            readonly property bool heading: index === 0
            readonly property bool figure: !heading && column.alignment === "r"
            width: Math.max(column.width, implicitWidth)
            implicitWidth: Math.ceil(label.implicitWidth) + (column.column === 0 ? 70 : column.last ? 41 : 38)
            height: column.cellHeight
            Text {
                id: label
                anchors.left: column.alignment === "r" || column.alignment === "c" ? undefined : parent.left
                anchors.leftMargin: 11
                anchors.right: column.alignment === "r" ? parent.right : undefined
                anchors.rightMargin: 13
                anchors.horizontalCenter: column.alignment === "c" ? parent.horizontalCenter : undefined
                anchors.verticalCenter: parent.verticalCenter
                text: cell.content
                textFormat: Text.StyledText
                font: cell.figure ? Type.figure.font : cell.heading ? Type.bodyBold.font : Type.body.font
                color: cell.heading ? Theme.text2 : Theme.text
                Accessible.role: Accessible.Cell
                Accessible.name: text
            }
        }
    }
}
