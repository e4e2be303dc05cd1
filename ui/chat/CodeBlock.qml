import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.RichText

/// Code: language at the left, Copy at the right, no wrap, its own horizontal scroll, over 40 lines folded to 24.
Rectangle {
    id: block

    required property string text
    required property string language
    required property int lineCount
    required property bool closed
    property int focusPolicy: Qt.StrongFocus
    property bool unfolded: false
    /// Something of the person would be lost with it: a selection, an open fold
    readonly property bool held: unfolded || edit.selectionEnd > edit.selectionStart
    readonly property bool folds: closed && lineCount > 40 && !unfolded
    signal copied()

    implicitHeight: scroll.y + scroll.height + 14 + (more.visible ? more.height : 0)
    radius: Space.radiusMenu
    color: Theme.sunken
    border.width: 1
    border.color: Theme.line
    Accessible.role: Accessible.Grouping
    Accessible.name: language === "" ? qsTr("Code") : qsTr("Code, %1").arg(language)
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 12
        y: 8
        text: block.language
        type: Type.figureSmall
        height: 16
        color: Theme.text2
    }
    Button {
        id: copy
        anchors.right: parent.right
        anchors.rightMargin: 4
        y: 3
        kind: "ghost"
        extent: "small"
        focusPolicy: block.focusPolicy
        glyph: done.running ? "check" : "copy"
        text: done.running ? qsTr("Copied") : qsTr("Copy")
        onClicked: {
            done.restart();
            block.copied();
        }
        Timer {
            id: done
            interval: 1500
        }
    }
    Flickable {
        id: scroll
        // Code reads from left to right in every language.
        LayoutMirroring.enabled: false
        LayoutMirroring.childrenInherit: true
        x: 12
        y: 34
        width: block.width - 24
        height: Math.ceil(edit.contentHeight)
        contentWidth: Math.max(width, edit.implicitWidth)
        contentHeight: height
        clip: true
        interactive: contentWidth > width
        flickableDirection: Flickable.HorizontalFlick
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.horizontal: ScrollBar {
            parent: block
            x: 12
            y: scroll.y + scroll.height + 1
            width: scroll.width
        }
        TextEdit {
            id: edit
            property bool complete: false
            Component.onCompleted: complete = true
            topPadding: -2
            bottomPadding: 2
            readOnly: true
            selectByMouse: true
            persistentSelection: true
            activeFocusOnTab: false
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.NoWrap
            font: Type.code.font
            color: Theme.text
            selectionColor: Theme.accentFill
            selectedTextColor: Theme.accentInk
            Accessible.role: Accessible.StaticText
            Accessible.name: block.text
            HoverHandler {
                cursorShape: Qt.IBeamCursor
            }
            CodeDocument {
                document: edit.complete ? edit.textDocument : null
                code: block.text
                language: block.language
                maxLines: block.folds ? 24 : 0
                lineHeight: Type.code.line
                keyword: Theme.codeKeyword
                text: Theme.codeString
                number: Theme.codeNumber
                call: Theme.codeFunction
                comment: Theme.codeComment
            }
        }
    }
    Item {
        id: more
        visible: block.folds
        x: 1
        y: block.height - height
        width: block.width - 2
        height: 34
        HLine {
            width: parent.width
        }
        Button {
            anchors.left: parent.left
            anchors.leftMargin: 2
            y: 4
            kind: "ghost"
            extent: "small"
            focusPolicy: block.focusPolicy
            glyph: "chevron-down"
            text: qsTr("Show %n more lines", "", block.lineCount - 24)
            onClicked: block.unfolded = true
        }
    }
}
