import QtQuick
import QtQuick.Templates as T
import Snug.Components
import Snug.ViewModels

/// The menu of a chat in the list.
Menu {
    id: menu

    required property ChatListModel chats
    required property ActionRegistry actions
    property string chatId
    property bool pinned: false
    signal renameWanted(string id)

    function openFor(item: Item, id: string, isPinned: bool, atX: real, atY: real) {
        chatId = id;
        pinned = isPinned;
        parent = item;
        popup(item, atX, atY);
    }

    MenuItem { glyph: "edit"; text: qsTr("Rename"); shortcut: menu.actions.shortcutText("chat.rename"); onTriggered: menu.renameWanted(menu.chatId) }
    MenuItem {
        glyph: "pin"
        text: menu.pinned ? qsTr("Unpin") : qsTr("Pin")
        shortcut: menu.actions.shortcutText("chat.pin")
        onTriggered: menu.chats.setPinned(menu.chatId, !menu.pinned)
    }
    Menu {
        id: folders
        title: qsTr("Move to folder")
        Instantiator {
            model: menu.chats.folders
            delegate: MenuItem {
                required property string folderId
                required property string title
                glyph: "folder"
                text: title
                onTriggered: menu.chats.moveToFolder(menu.chatId, folderId)
            }
            onObjectAdded: (index, object) => folders.insertItem(index, object as T.MenuItem)
            onObjectRemoved: (index, object) => folders.removeItem(object as T.MenuItem)
        }
        MenuItem { glyph: "plus"; text: qsTr("New folder"); onTriggered: menu.chats.createFolder(qsTr("New folder")) }
    }
    MenuItem { glyph: "duplicate"; text: qsTr("Duplicate"); onTriggered: menu.chats.duplicate(menu.chatId) }
    MenuItem { glyph: "upload"; text: qsTr("Export"); shortcut: menu.actions.shortcutText("chat.export"); onTriggered: menu.chats.exportChat(menu.chatId) }
    MenuSeparator {}
    MenuItem { glyph: "trash"; text: qsTr("Delete"); shortcut: menu.actions.shortcutText("chat.delete"); danger: true; onTriggered: menu.chats.remove(menu.chatId) }
}
