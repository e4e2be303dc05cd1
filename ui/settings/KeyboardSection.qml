pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Every action with its keys, group by group; press the keys to change them, conflicts are named.
Column {
    id: section

    required property ActionRegistry actions
    property string problemId
    property string problem

    function groupAt(index: int): string {
        const row = index < 0 || index >= groups.count ? null : groups.objectAt(index) as RowGroup;
        return row === null ? "" : row.group;
    }

    Repeater {
        id: repeater
        model: section.actions.rows
        KeyRow {
            width: section.width
            first: index === 0 || group !== section.groupAt(index - 1)
            last: index === repeater.count - 1 || group !== section.groupAt(index + 1)
            problem: section.problemId === actionId ? section.problem : ""
            onKeysChosen: keys => {
                section.problemId = actionId;
                section.problem = section.actions.setShortcut(actionId, keys);
            }
            onKeysRefused: {
                section.problemId = actionId;
                section.problem = qsTr("This key cannot be used.");
            }
            onResetWanted: {
                section.problemId = actionId;
                section.problem = section.actions.resetShortcut(actionId);
            }
        }
    }

    readonly property Instantiator groups: Instantiator {
        model: section.actions.rows
        delegate: RowGroup {}
    }
}
