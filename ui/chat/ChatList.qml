pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The list of chats: search, groups, one line a chat; rows of 48 while searching.
FocusScope {
    id: pane

    required property ChatListModel chats
    required property ActionRegistry actions
    property string renamingId
    property int lastWidth: 248
    signal opened()

    function focusSearch() {
        search.forceActiveFocus(Qt.ShortcutFocusReason);
        search.selectAll();
    }
    function openMenu(id: string) {
        for (let row = 0; row < list.count; ++row) {
            const item = list.rowAt(row);
            if (item !== null && item.chatId === id)
                item.menuWanted(item.width - 40, item.height);
        }
    }
    function beginRename(id: string) {
        // The row is current first: a list that gets the focus without one would give it to another row.
        for (let row = 0; row < list.count; ++row) {
            const item = list.rowAt(row);
            if (item !== null && item.chatId === id)
                list.currentIndex = row;
        }
        renamingId = id;
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.side
    }
    TextField {
        id: search
        anchors.left: parent.left
        anchors.leftMargin: 12
        y: 8
        width: parent.width - 62
        glyph: "search"
        placeholderText: qsTr("Search chats")
        text: pane.chats.query
        onTextEdited: pane.chats.query = text
        Keys.onEscapePressed: {
            pane.chats.query = "";
            pane.opened();
        }
        Keys.onDownPressed: list.forceActiveFocus(Qt.TabFocusReason)
    }
    IconButton {
        anchors.right: parent.right
        anchors.rightMargin: 44 - width
        y: 8
        extent: 32
        glyph: "new-chat"
        text: qsTr("New chat")
        shortcut: pane.actions.shortcutText("chat.new")
        onClicked: pane.chats.newChat()
    }
    Txt {
        visible: pane.chats.empty || (pane.chats.searching && list.count === 0)
        anchors.left: parent.left
        anchors.leftMargin: 16
        y: search.height + 24
        width: parent.width - 32
        text: pane.chats.searching ? qsTr("No chat contains “%1”.").arg(pane.chats.query) : qsTr("Chats appear here.")
        color: Theme.text3
        wrapMode: Text.Wrap
    }
    ListView {
        id: list
        anchors.left: parent.left
        y: search.height + 12
        width: parent.width - 1
        height: parent.height - y
        activeFocusOnTab: true
        clip: true
        model: pane.chats.rows
        boundsBehavior: Flickable.StopAtBounds
        highlightFollowsCurrentItem: false
        keyNavigationEnabled: false
        currentIndex: -1
        bottomMargin: 8
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Chats")
        T.ScrollBar.vertical: ScrollBar {}
        delegate: ChatRow {
            width: ListView.view.width
            searching: pane.chats.searching
            keyboardCurrent: ListView.isCurrentItem && list.activeFocus
            renaming: pane.renamingId !== "" && pane.renamingId === chatId
            onOpenWanted: {
                list.currentIndex = index;
                if (rowKind === "folder") {
                    pane.chats.toggleFolder(chatId);
                } else {
                    pane.chats.open(chatId);
                    pane.opened();
                }
            }
            onMenuWanted: (x, y) => {
                if (rowKind === "chat")
                    menu.openFor(this, chatId, pinned, x, y);
            }
            onRenamed: title => {
                pane.renamingId = "";
                pane.chats.rename(chatId, title);
            }
            onRenameCancelled: pane.renamingId = ""
        }

        /// The next row that is not a heading.
        function step(by: int) {
            let next = currentIndex;
            do {
                next += by;
            } while (next >= 0 && next < count && rowAt(next) !== null && rowAt(next).rowKind === "heading");
            if (next >= 0 && next < count) {
                currentIndex = next;
                positionViewAtIndex(next, ListView.Contain);
            }
        }
        function rowAt(index: int): ChatRow {
            return itemAtIndex(index) as ChatRow;
        }
        onActiveFocusChanged: if (activeFocus && currentIndex < 0) step(1)
        // In the list these keys are the row's, not the shown chat's.
        Keys.onShortcutOverride: event => event.accepted = event.key === Qt.Key_F2 || event.key === Qt.Key_Delete
        Keys.onPressed: event => {
            const row = rowAt(currentIndex);
            switch (event.key) {
            case Qt.Key_Up: step(-1); break;
            case Qt.Key_Down: step(1); break;
            case Qt.Key_Home: currentIndex = -1; step(1); break;
            case Qt.Key_End: currentIndex = count; step(-1); break;
            case Qt.Key_Return:
            case Qt.Key_Enter:
            case Qt.Key_Space: if (row !== null) row.openWanted(); break;
            case Qt.Key_F2: if (row !== null && row.rowKind === "chat") pane.renamingId = row.chatId; break;
            case Qt.Key_Delete: if (row !== null && row.rowKind === "chat") pane.chats.remove(row.chatId); break;
            case Qt.Key_F10:
                if ((event.modifiers & Qt.ShiftModifier) === 0)
                    return;
                if (row !== null && row.rowKind === "chat") row.menuWanted(row.width - 40, row.height);
                break;
            case Qt.Key_Menu: if (row !== null && row.rowKind === "chat") row.menuWanted(row.width - 40, row.height); break;
            default: return;
            }
            event.accepted = true;
        }
    }
    ChatMenu {
        id: menu
        chats: pane.chats
        actions: pane.actions
        onRenameWanted: id => pane.renamingId = id
    }
    VLine {
        anchors.right: parent.right
        height: parent.height
    }
}
