pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components

/// A table: border, rows of 30, numbers right in mono, its own scroll. Grows in rows while it is written.
Item {
    id: block

    /// Rows divided by newline, cells by tab, the first row is the heading
    required property string text
    required property string alignments
    readonly property list<string> lines: text.split("\n")
    readonly property int columns: Math.max(1, alignments.length)
    readonly property int cellHeight: Type.rowHeight(30)

    implicitHeight: frame.height
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Table, %n rows", "", Math.max(0, lines.length - 1))
    Flickable {
        anchors.fill: parent
        contentWidth: Math.max(width, frame.width)
        interactive: frame.width > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        clip: interactive
        T.ScrollBar.horizontal: ScrollBar {}
        Rectangle {
            id: frame
            anchors.left: parent.left
            width: columnRow.width + 2
            height: block.lines.length * block.cellHeight + 2
            radius: Space.radiusMenu
            color: "transparent"
            border.width: 1
            border.color: Theme.line
            Row {
                id: columnRow
                anchors.left: parent.left
                anchors.leftMargin: 1
                y: 1
                Repeater {
                    model: block.columns
                    TableColumn {
                        required property int index
                        column: index
                        last: index === block.columns - 1
                        lines: block.lines
                        cellHeight: block.cellHeight
                        alignment: block.alignments.charAt(index)
                    }
                }
            }
            Repeater {
                model: Math.max(0, block.lines.length - 1)
                HLine {
                    required property int index
                    anchors.left: frame.left
                    anchors.leftMargin: 1
                    y: (index + 1) * block.cellHeight + (index > 0 ? 1 : 0)
                    width: frame.width - 2
                }
            }
        }
    }
}
