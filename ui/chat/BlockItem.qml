import QtQuick
import Snug.Style
import Snug.Components

/// One block of an answer, by its kind, with the gap above it.
Item {
    id: item

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
    /// Space above: none for the first, 2 between list items, else 12
    property int gap: 12
    signal copyWanted()
    signal linkChosen(string url)

    implicitHeight: gap + body.height
    Loader {
        id: body
        y: item.gap
        width: item.width
        sourceComponent: {
            switch (item.kind) {
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
            kind: item.kind
            html: item.html
            level: item.level
            marker: item.marker
            quoteDepth: item.quoteDepth
            query: item.query
            currentMatch: item.matchStart >= 0 && item.currentMatch >= item.matchStart ? item.currentMatch - item.matchStart : -1
            writing: item.writing
            onLinkChosen: url => item.linkChosen(url)
        }
    }
    Component {
        id: code
        CodeBlock {
            text: item.text
            language: item.language
            lineCount: item.lineCount
            closed: item.closed
            onCopied: item.copyWanted()
        }
    }
    Component {
        id: table
        TableBlock {
            text: item.text
            alignments: item.alignments
        }
    }
    Component {
        id: thinking
        ThinkingBlock {
            text: item.text
            seconds: item.seconds
            tokenCount: item.tokenCount
            closed: item.closed
        }
    }
    Component {
        id: math
        MathBlock {
            html: item.html
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
