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

    Repeater {
        model: column.lines.length
        Item {
            id: cell
            required property int index
            readonly property string content: (String(column.lines[index]).split("\t")[column.column]) || ""
            readonly property bool heading: index === 0
            readonly property bool figure: !heading && column.alignment === "r"
            width: Math.max(column.width, implicitWidth)
            implicitWidth: Math.ceil(label.implicitWidth) + (column.column === 0 ? 70 : 38)
            height: column.cellHeight
            Text {
                id: label
                x: column.alignment === "r" ? parent.width - width - 13 : column.alignment === "c" ? Math.round((parent.width - width) / 2) : 11
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
