pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Components
import Snug.ViewModels

/// The menu of a chat in the list.
Menu {
    id: chatMenu

    required property ChatListModel chats
    required property ActionRegistry actions
    property string chatId
    property bool pinned: false
    signal renameWanted(string id)

    // A submenu has no glyph of its own.
    delegate: MenuItem { glyph: "folder" }

    function openFor(item: Item, id: string, isPinned: bool, atX: real, atY: real) {
        chatId = id;
        pinned = isPinned;
        // Its parent stays the list: a row may be moved or removed by what the menu does, and would take the focus along.
        const at = item.mapToItem(parent, atX, atY);
        popup(at.x, at.y);
    }

    MenuItem { glyph: "edit"; text: qsTr("Rename"); shortcut: chatMenu.actions.shortcutText("chat.rename"); onTriggered: chatMenu.renameWanted(chatMenu.chatId) }
    MenuItem {
        glyph: "pin"
        text: chatMenu.pinned ? qsTr("Unpin") : qsTr("Pin")
        shortcut: chatMenu.actions.shortcutText("chat.pin")
        onTriggered: chatMenu.chats.setPinned(chatMenu.chatId, !chatMenu.pinned)
    }
    Menu {
        id: folders
        title: qsTr("Move to folder")
        Instantiator {
            model: chatMenu.chats.folders
            delegate: MenuItem {
                required property string folderId
                required property string title
                glyph: "folder"
                text: title
                onTriggered: chatMenu.chats.moveToFolder(chatMenu.chatId, folderId)
            }
            onObjectAdded: (index, object) => folders.insertItem(index, object as T.MenuItem)
            onObjectRemoved: (index, object) => folders.removeItem(object as T.MenuItem)
        }
        MenuItem { glyph: "plus"; text: qsTr("New folder"); onTriggered: chatMenu.chats.createFolder(qsTr("New folder")) }
    }
    MenuItem { glyph: "duplicate"; text: qsTr("Duplicate"); onTriggered: chatMenu.chats.duplicate(chatMenu.chatId) }
    MenuItem { glyph: "upload"; text: qsTr("Export"); shortcut: chatMenu.actions.shortcutText("chat.export"); onTriggered: chatMenu.chats.exportChat(chatMenu.chatId) }
    MenuSeparator {}
    MenuItem { glyph: "trash"; text: qsTr("Delete"); shortcut: chatMenu.actions.shortcutText("chat.delete"); danger: true; onTriggered: chatMenu.chats.remove(chatMenu.chatId) }
}
