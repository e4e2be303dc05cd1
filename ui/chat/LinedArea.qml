import QtQuick
import Snug.Style
import Snug.Components
import Snug.RichText

/// A frameless input of several lines in the reading style, lines of 22.
TextArea {
    id: area

    framed: false
    type: Type.read
    topPadding: -Math.floor((type.line - 1.21 * type.pixels) / 2)
    bottomPadding: -topPadding
    LineHeight {
        document: area.textDocument
        lineHeight: area.type.line
    }
}
