import QtQuick
import Snug.Style
import Snug.Components

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// One row of the chat list: a group heading, a chat or a folder.
Item {
    id: row

    required property int index
    required property string rowKind
    required property string chatId
    required property string title
    required property bool pinned
    required property bool current
    required property bool generating
    required property string matchLine
    required property int chatCount
    property bool searching: false
    property bool keyboardCurrent: false
    property bool renaming: false
    readonly property bool led: rowKind === "folder" || pinned
    signal openWanted()
    signal menuWanted(real x, real y)
    signal renamed(string title)
    signal renameCancelled()

    height: Type.rowHeight(searching && rowKind === "chat" ? 48 : 30)
    Accessible.ignored: rowKind !== "heading"
    Accessible.role: Accessible.Heading
    Accessible.name: title
    Txt {
        visible: row.rowKind === "heading"
        anchors.left: parent.left
        anchors.leftMargin: 16
        y: 11
        width: parent.width - 32
        text: row.title
        type: Type.microBold
        color: Theme.text3
    }
    Loader {
        anchors.left: parent.left
        anchors.leftMargin: 8
        width: row.width - 16
        height: row.height
        active: row.rowKind !== "heading"
        sourceComponent: ListRow {
            id: body
            text: row.title
            description: row.generating ? qsTr("writing") : row.rowKind === "folder" ? qsTr("%n chats", "", row.chatCount) : ""
            selected: row.current
            focused: row.keyboardCurrent
            Accessible.focusable: true
            onClicked: row.openWanted()
            onMenuWanted: (x, y) => row.menuWanted(x, y)
            Icon {
                visible: row.led
                anchors.left: parent.left
                anchors.leftMargin: 8
                y: Math.round((parent.height - height) / 2)
                glyph: row.rowKind === "folder" ? "folder" : "pin"
            }
            Txt {
                id: title
                anchors.left: parent.left
                anchors.leftMargin: row.led ? 32 : 8
                y: row.searching ? 5 : Math.round((parent.height - height) / 2)
                anchors.right: parent.right
                anchors.rightMargin: body.hovered && row.rowKind === "chat" ? 38 : row.generating ? 26
                    : row.rowKind === "folder" ? count.width + 16 : 8
                text: row.title
                type: row.current ? Type.bodyMedium : Type.body
                color: row.current ? Theme.text : Theme.text2
                elide: Text.ElideRight
            }
            Text {
                visible: row.searching && row.matchLine !== ""
                anchors.left: title.left
                anchors.right: parent.right
                anchors.rightMargin: 8
                y: 24
                text: row.matchLine
                textFormat: Text.StyledText
                font: Type.small.font
                color: body.ink3
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Txt {
                id: count
                visible: row.rowKind === "folder"
                anchors.right: parent.right
                anchors.rightMargin: 8
                height: parent.height
                text: row.chatCount
                type: Type.small
                color: body.ink3
            }
            Dot {
                visible: row.generating && !body.hovered
                anchors.right: parent.right
                anchors.rightMargin: 8
                y: Math.round((parent.height - height) / 2)
            }
            IconButton {
                id: more
                visible: body.hovered && row.rowKind === "chat"
                anchors.right: parent.right
                anchors.rightMargin: 30 - width
                y: Math.round((parent.height - height) / 2)
                extent: 26
                glyph: "more"
                text: qsTr("Menu of %1").arg(row.title)
                focusPolicy: Qt.NoFocus
                onClicked: row.menuWanted(x, y + height)
            }
            Loader {
                active: row.renaming
                anchors.fill: parent
                sourceComponent: TextField {
                    id: name
                    /// Had the focus: losing it from now on cancels
                    property bool begun: false
                    label: qsTr("Name of the chat")
                    text: row.title
                    // Later: taking the focus moves the list, which may not happen while its delegate is bound.
                    Component.onCompleted: Qt.callLater(() => {
                        name.forceActiveFocus(Qt.ShortcutFocusReason);
                        name.selectAll();
                        name.begun = true;
                    })
                    Keys.onEscapePressed: row.renameCancelled()
                    onAccepted: row.renamed(text)
                    onActiveFocusChanged: if (begun && !activeFocus) row.renameCancelled()
                }
            }
        }
    }
}
