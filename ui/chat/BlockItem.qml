import QtQuick
import Snug.Style
import Snug.Components

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// One block of an answer, by its kind, with the gap above it.
Item {
    id: piece

    required property int index
    required property string kind
    required property string html
    required property string text
    required property int level
    required property string marker
    required property string alignments
    required property string language
    required property int lineCount
    required property real seconds
    required property int tokenCount
    required property int quoteDepth
    required property bool closed
    required property int matchStart
    property string query
    property int currentMatch: -1
    property bool writing: false
    property bool reachable: true
    /// Far from the view a block is only its height: scrolling visits every item that exists. One that holds a selection, an
    /// open fold or the answer's end stays.
    property bool shown: true
    property real kept: 0
    /// The last block of its answer
    property bool last: false
    /// Space above: none for the first, 2 between list items, else 12
    property int gap: 12
    signal copyWanted()
    signal linkChosen(string url)

    function setShown(wanted: bool) {
        if (!wanted) {
            const words = body.item as TextBlock;
            const listing = body.item as CodeBlock;
            if (last || kind === "thinking" || (words !== null && words.selected) || (listing !== null && listing.held))
                return;
            kept = body.height;
        }
        shown = wanted;
    }

    implicitHeight: gap + (body.item === null ? kept : body.height)
    Loader {
        id: body
        active: piece.shown
        y: piece.gap
        width: piece.width
        sourceComponent: {
            switch (piece.kind) {
            case "code":
            case "tool": return code;
            case "table": return table;
            case "thinking": return thinking;
            case "math": return math;
            case "rule": return rule;
            }
            return words;
        }
    }

    Component {
        id: words
        TextBlock {
            kind: piece.kind
            html: piece.html
            level: piece.level
            marker: piece.marker
            quoteDepth: piece.quoteDepth
            query: piece.query
            currentMatch: piece.matchStart >= 0 && piece.currentMatch >= piece.matchStart ? piece.currentMatch - piece.matchStart : -1
            writing: piece.writing
            onLinkChosen: url => piece.linkChosen(url)
        }
    }
    Component {
        id: code
        CodeBlock {
            text: piece.text
            language: piece.language
            lineCount: piece.lineCount
            closed: piece.closed
            focusPolicy: piece.reachable ? Qt.StrongFocus : Qt.NoFocus
            onCopied: piece.copyWanted()
        }
    }
    Component {
        id: table
        TableBlock {
            text: piece.text
            alignments: piece.alignments
        }
    }
    Component {
        id: thinking
        ThinkingBlock {
            text: piece.text
            seconds: piece.seconds
            tokenCount: piece.tokenCount
            closed: piece.closed
            focusPolicy: piece.reachable ? Qt.StrongFocus : Qt.NoFocus
        }
    }
    Component {
        id: math
        MathBlock {
            html: piece.html
        }
    }
    Component {
        id: rule
        Item {
            implicitHeight: 9
            HLine {
                y: 4
                width: parent.width
            }
        }
    }
}
