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
    /// What of this column the view shows, in its own coordinates
    property real viewTop: 0
    property real viewBottom: 100000
    /// The blocks that exist as items. A frame visits them all, so a long answer would cost more than a short one.
    property int firstShown: 0
    property int lastShown: -1
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

    /// The last block that begins at or above `y`.
    function blockAt(y: real): int {
        let low = 0;
        let high = repeater.count - 1;
        while (low < high) {
            const middle = Math.ceil((low + high) / 2);
            const block = repeater.itemAt(middle) as BlockItem;
            if (block !== null && block.y <= y)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
    /// Draws what is in view and half a screen around it, and nothing else.
    function cull() {
        const margin = (viewBottom - viewTop) / 2;
        const first = blockAt(viewTop - margin);
        const last = blockAt(viewBottom + margin);
        if (first === firstShown && last === lastShown)
            return;
        for (let row = firstShown; row <= lastShown; ++row) {
            if (row < first || row > last)
                show(row, false);
        }
        for (let row = first; row <= last; ++row)
            show(row, true);
        firstShown = first;
        lastShown = last;
    }
    function show(row: int, shown: bool) {
        const block = repeater.itemAt(row) as BlockItem;
        if (block !== null)
            block.setShown(shown);
    }
    function mark(row: int, last: bool) {
        const block = row < 0 ? null : repeater.itemAt(row) as BlockItem;
        if (block !== null)
            block.last = last;
    }
    function markLast() {
        mark(repeater.count - 1, true);
    }
    onViewTopChanged: cull()
    onViewBottomChanged: cull()

    Repeater {
        id: repeater
        onItemRemoved: column.markLast()
        onItemAdded: index => {
            // Told to the two blocks that it concerns: a binding on the count would wake every block.
            column.mark(index - 1, false);
            column.mark(index, index === repeater.count - 1);
            column.lastShown = Math.max(column.lastShown, index);
            if (index === 0)
                column.firstKind = column.kindAt(0);
        }
        BlockItem {
            width: column.width
            gap: index === 0 ? 0 : kind === "item" && column.kindAt(index - 1) === "item" ? 2 : 12
            query: column.query
            reachable: column.reachable
            currentMatch: column.currentMatch
            writing: column.writing && last
            onCopyWanted: column.copyWanted(index)
            onLinkChosen: url => column.linkChosen(url)
        }
    }
}
