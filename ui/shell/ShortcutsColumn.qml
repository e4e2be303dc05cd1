pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The actions from one row of the registry to another, each group under its heading.
Column {
    id: column

    required property ActionRegistry actions
    property int from: 0
    property int to: 1000000
    /// Group of the row above, while the rows are made from top to bottom
    function groupAbove(index: int): string {
        const row = index <= column.from ? null : repeater.itemAt(index - 1) as ShortcutRow;
        return row === null ? "" : row.group;
    }

    Repeater {
        id: repeater
        model: column.actions.rows
        ShortcutRow {
            visible: index >= column.from && index < column.to
            width: column.width
            headed: group !== column.groupAbove(index)
        }
    }
}
