import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The line over the conversation: list toggle, model chip, find, more, inspector toggle.
Item {
    id: header

    required property ModelStatus status
    required property ActionRegistry actions
    property bool inspectorOpen: false
    property bool hasChat: true
    readonly property alias chip: chip
    signal listToggled()
    signal inspectorToggled()
    signal findWanted()
    signal pickerWanted()
    signal renameWanted()

    implicitHeight: Space.header
    IconButton {
        id: listButton
        anchors.left: parent.left
        anchors.leftMargin: 10
        y: 8
        extent: 32
        glyph: "panel-left"
        text: qsTr("Chat list")
        shortcut: header.actions.shortcutText("view.list")
        onClicked: header.listToggled()
    }
    ModelChip {
        id: chip
        anchors.left: parent.left
        anchors.leftMargin: 52
        y: 8
        status: header.status
        maxWidth: header.width - 52 - tools.width - 22
        onClicked: header.pickerWanted()
    }
    Row {
        id: tools
        anchors.right: parent.right
        anchors.rightMargin: 10
        y: 8
        spacing: 2
        IconButton {
            extent: 32
            glyph: "search"
            text: qsTr("Find")
            shortcut: header.actions.shortcutText("find")
            enabled: header.hasChat
            onClicked: header.findWanted()
        }
        IconButton {
            id: more
            extent: 32
            glyph: "more"
            text: qsTr("More")
            onClicked: menu.popup(more, more.width - menu.width, more.height + 4)
            Menu {
                id: menu
                MenuItem { glyph: "edit"; text: qsTr("Rename"); shortcut: header.actions.shortcutText("chat.rename"); enabled: header.hasChat; onTriggered: header.renameWanted() }
                MenuItem { glyph: "upload"; text: qsTr("Export"); shortcut: header.actions.shortcutText("chat.export"); enabled: header.hasChat; onTriggered: header.actions.trigger("chat.export") }
                MenuItem { glyph: "help"; text: qsTr("All shortcuts"); shortcut: header.actions.shortcutText("help.shortcuts"); onTriggered: header.actions.trigger("help.shortcuts") }
                MenuSeparator {}
                MenuItem { glyph: "trash"; text: qsTr("Delete"); shortcut: header.actions.shortcutText("chat.delete"); danger: true; enabled: header.hasChat; onTriggered: header.actions.trigger("chat.delete") }
            }
        }
        IconButton {
            extent: 32
            glyph: "panel-right"
            text: qsTr("Inspector")
            shortcut: header.actions.shortcutText("view.inspector")
            checkable: true
            checked: header.inspectorOpen
            onToggled: {
                checked = Qt.binding(() => header.inspectorOpen);
                header.inspectorToggled();
            }
        }
    }
    HLine {
        y: parent.height - 1
        width: parent.width
    }
    Rectangle {
        visible: header.status.phase === "loading"
        anchors.left: parent.left
        y: parent.height - 2
        width: Math.round(parent.width * header.status.progress)
        height: 2
        color: Theme.accentFill
    }
}
