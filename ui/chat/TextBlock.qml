pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components

/// A paragraph, a heading, a list item or a quote of an answer.
Item {
    id: block

    required property string kind
    required property string html
    required property int level
    required property string marker
    required property int quoteDepth
    required property string query
    required property int currentMatch
    required property bool writing
    readonly property bool selected: body.selectionEnd > body.selectionStart
    readonly property int quoteInset: 14 * quoteDepth
    readonly property int inset: quoteInset + (kind === "item" ? 14 * level + Math.max(14, number.visible ? number.width + 8 : 14) : 0)
    signal linkChosen(string url)

    implicitHeight: body.height
    Repeater {
        model: block.quoteDepth
        Rectangle {
            required property int index
            anchors.left: block.left
            anchors.leftMargin: 14 * index
            width: 2
            height: block.height
            color: Theme.lineStrong
        }
    }
    Rectangle {
        visible: block.kind === "item" && block.marker === "•"
        anchors.left: parent.left
        anchors.leftMargin: block.inset - 14
        y: Math.round(body.type.line / 2) - 2
        width: 4
        height: 4
        radius: 2
        color: Theme.text3
    }
    Txt {
        id: number
        visible: block.kind === "item" && block.marker !== "•"
        anchors.left: parent.left
        anchors.leftMargin: block.quoteInset + 14 * block.level
        text: block.marker
        type: Type.read
        color: Theme.text2
    }
    RichBlock {
        id: body
        anchors.left: parent.left
        anchors.leftMargin: block.inset
        width: block.width - block.inset
        html: block.html
        type: block.kind !== "heading" ? Type.read : block.level === 1 ? Type.h1 : block.level === 2 ? Type.title : Type.h3
        color: block.quoteDepth > 0 ? Theme.text2 : Theme.text
        query: block.query
        currentMatch: block.currentMatch
        Accessible.role: block.kind === "heading" ? Accessible.Heading : Accessible.StaticText
        onLinkChosen: url => block.linkChosen(url)
    }
    Caret {
        visible: block.writing
        x: body.x + body.endRect.x + 4
        // Beside the capitals of the last line, which stand above the middle of its box.
        y: body.y + body.endRect.y + Math.round((body.type.line - height) / 2) - 5
    }
}
