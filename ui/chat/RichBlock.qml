import QtQuick
import Snug.Style
import Snug.RichText

/// Selectable text with a fixed line height: inline HTML or plain text. One per block; only an open block changes.
TextEdit {
    id: edit

    property string html
    property string plain
    property TextStyle type: Type.read
    property string query
    property int currentMatch: -1
    /// Where the caret of a growing answer stands: after the last glyph
    readonly property rect endRect: length >= 0 && contentHeight >= 0 && width > 0 ? positionToRectangle(length) : Qt.rect(0, 0, 0, 0)
    readonly property rect matchRect: currentMatch >= 0 && block.matchPosition >= 0
        ? positionToRectangle(block.matchPosition) : Qt.rect(0, 0, 0, 0)
    readonly property rect matchEndRect: currentMatch >= 0 && block.matchPosition >= 0
        ? positionToRectangle(block.matchPosition + query.length) : Qt.rect(0, 0, 0, 0)
    property bool complete: false
    property int keptStart: 0
    property int keptEnd: 0
    signal linkChosen(string url)

    // A fixed line height puts the extra space above the glyphs; half of it belongs below.
    topPadding: -Math.floor((type.line - 1.21 * type.pixels) / 2)
    bottomPadding: -topPadding
    readOnly: true
    selectByMouse: true
    persistentSelection: true
    activeFocusOnTab: false
    wrapMode: TextEdit.Wrap
    textFormat: TextEdit.RichText
    font: type.font
    color: Theme.text
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    Accessible.role: Accessible.StaticText
    Accessible.name: plain !== "" ? plain : html.replace(/<[^>]*>/g, "")
    Component.onCompleted: complete = true
    onLinkActivated: link => linkChosen(link)
    onSelectionEndChanged: {
        if (selectionEnd > selectionStart) {
            keptStart = selectionStart;
            keptEnd = selectionEnd;
        }
    }
    HoverHandler {
        cursorShape: edit.hoveredLink !== "" ? Qt.PointingHandCursor : Qt.IBeamCursor
    }
    BlockDocument {
        id: block
        // A TextEdit sets its own text once it is complete; what is laid before that is lost.
        document: edit.complete ? edit.textDocument : null
        html: edit.html
        plain: edit.plain
        lineHeight: edit.type.line
        codeFont: Type.code.font
        codeGround: Theme.selected
        link: Theme.accent
        matchGround: Theme.tightSoft
        query: edit.query
        currentMatch: edit.currentMatch
        onRefilled: {
            if (edit.keptEnd > edit.keptStart)
                edit.select(edit.keptStart, Math.min(edit.keptEnd, edit.length));
        }
    }
    Rectangle {
        visible: edit.matchEndRect.width > 0 || edit.matchEndRect.x > edit.matchRect.x
        x: edit.matchRect.x - 1
        y: edit.matchRect.y
        width: edit.matchEndRect.x - edit.matchRect.x + 2
        height: edit.type.line
        color: "transparent"
        border.width: 1
        border.color: Theme.tight
    }
}
