pragma ComponentBehavior: Bound

import QtQuick

/// The blocks of one answer, one under the other.
Column {
    id: column

    property alias blocks: repeater.model
    property string query
    property int currentMatch: -1
    property bool writing: false
    property bool reachable: true
    readonly property int count: repeater.count
    /// Kind of the first block
    property string firstKind
    signal copyWanted(int blockRow)
    signal linkChosen(string url)

    /// Kind of a block that is there already, or empty.
    function kindAt(row: int): string {
        const block = row < 0 ? null : repeater.itemAt(row) as BlockItem;
        return block === null ? "" : block.kind;
    }

    /// Where a block begins, 0 if there is none.
    function topOf(row: int): real {
        const block = row < 0 ? null : repeater.itemAt(row) as BlockItem;
        return block === null ? 0 : block.y;
    }

    Repeater {
        id: repeater
        onItemAdded: index => {
            if (index === 0)
                column.firstKind = column.kindAt(0);
        }
        BlockItem {
            width: column.width
            gap: index === 0 ? 0 : kind === "item" && column.kindAt(index - 1) === "item" ? 2 : 12
            query: column.query
            reachable: column.reachable
            currentMatch: column.currentMatch
            writing: column.writing && index === repeater.count - 1
            onCopyWanted: column.copyWanted(index)
            onLinkChosen: url => column.linkChosen(url)
        }
    }
}
