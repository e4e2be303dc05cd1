pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Every action with its keys; press the keys to change them, conflicts are named.
Rectangle {
    id: section

    required property ActionRegistry actions
    property string problem

    implicitHeight: column.height + 2
    radius: Space.radiusCard
    color: Theme.raised
    border.width: 1
    border.color: Theme.line
    Column {
        id: column
        x: 1
        y: 1
        width: parent.width - 2
        Banner {
            visible: section.problem !== ""
            x: 15
            width: parent.width - 30
            text: section.problem
        }
        Repeater {
            model: section.actions.rows
            KeyRow {
                width: column.width
                onKeysChosen: keys => section.problem = section.actions.setShortcut(actionId, keys)
                onResetWanted: section.actions.resetShortcut(actionId)
            }
        }
    }
}
