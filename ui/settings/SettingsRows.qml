pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The rows of a section: headings, and between them cards.
Column {
    id: column

    required property SettingsModel settings

    Repeater {
        id: repeater
        model: column.settings.rows
        SettingsRow {
            width: column.width
            first: index === 0 || column.kindAt(index - 1) !== "row"
            last: index === repeater.count - 1 || column.kindAt(index + 1) !== "row"
            onChosen: value => column.settings.set(settingId, value)
            onActed: column.settings.act(settingId)
            onResetWanted: column.settings.reset(settingId)
        }
    }

    readonly property Instantiator kinds: Instantiator {
        model: column.settings.rows
        delegate: RowKind {}
    }
    function kindAt(index: int): string {
        const row = index < 0 || index >= kinds.count ? null : kinds.objectAt(index) as RowKind;
        return row === null ? "" : row.rowKind;
    }
}
