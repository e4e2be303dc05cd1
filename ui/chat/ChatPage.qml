import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels
import Snug.Models

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// The Chat place: list, conversation with header and composer, inspector.
FocusScope {
    id: page

    required property AppModel app
    /// Width of the whole window: under 1180 the inspector lies over, under 1000 the list does too
    property int windowWidth: width + Space.rail
    readonly property bool inspectorOver: windowWidth < 1180
    readonly property bool listOver: windowWidth < 1000
    property bool inspectorCalled: false
    property bool listCalled: false
    readonly property bool inspectorShown: inspectorOver ? inspectorCalled : app.inspectorOpen
    readonly property bool listShown: listOver ? listCalled : app.listOpen
    readonly property ConversationModel conversation: app.conversation
    readonly property bool fresh: conversation.empty && !conversation.busy
    readonly property bool blank: fresh && (!app.modelStatus.hasModels || app.modelStatus.phase === "none")
    /// The conversation with its header and composer
    readonly property rect pane: Qt.rect(middle.x, 0, middle.width, middle.height)
    signal linkChosen(string url)

    function focusComposer() {
        composer.focusText();
    }
    function toggleList() {
        if (listOver)
            listCalled = !listCalled;
        else
            app.listOpen = !app.listOpen;
    }
    function toggleInspector() {
        if (inspectorOver)
            inspectorCalled = !inspectorCalled;
        else
            app.inspectorOpen = !app.inspectorOpen;
    }
    function openPicker() {
        picker.openAt(header.chip);
    }
    function openFind() {
        find.active = true;
        (find.item as FindBar).begin();
    }
    function closeFind() {
        conversation.findQuery = "";
        find.active = false;
        composer.focusText();
    }
    function searchChats() {
        if (!listShown)
            toggleList();
        list.focusSearch();
    }
    /// Closes what lies on top; says whether something did.
    function closeTop(): bool {
        if (find.active) {
            closeFind();
        } else if (inspectorOver && inspectorCalled) {
            inspectorCalled = false;
        } else if (listOver && listCalled) {
            listCalled = false;
        } else {
            return false;
        }
        return true;
    }
    function latest() {
        messages.toLatest();
    }
    function stepMessage(by: int) {
        messages.stepMessage(by);
    }
    function editMessage(row: int) {
        messages.editRow(row);
    }
    /// The menu of the current chat, at its row.
    function openMenu() {
        if (!listShown)
            toggleList();
        list.openMenu(app.chats.currentId);
    }
    function rename() {
        if (!listShown)
            toggleList();
        list.beginRename(app.chats.currentId);
    }
    /// Panes in the order of F6.
    function focusPane(number: int) {
        switch (number) {
        case 1: list.focusSearch(); break;
        case 2: header.chip.forceActiveFocus(Qt.TabFocusReason); break;
        case 3: messages.forceActiveFocus(Qt.TabFocusReason); break;
        case 4: composer.focusText(); break;
        case 5: if (inspectorShown) inspector.forceActiveFocus(Qt.TabFocusReason); break;
        }
    }

    // Before the conversation: Tab walks list, header, content, composer, inspector.
    ChatList {
        id: list
        anchors.left: parent.left
        visible: page.listShown
        width: page.app.listWidth
        height: page.height
        z: page.listOver ? 3 : 0
        chats: page.app.chats
        actions: page.app.actions
        onOpened: {
            page.listCalled = false;
            composer.focusText();
        }
    }
    Item {
        id: middle
        anchors.left: parent.left
        anchors.leftMargin: page.listShown && !page.listOver ? list.width : 0
        width: page.width - anchors.leftMargin - (page.inspectorShown && !page.inspectorOver ? inspector.width : 0)
        height: page.height
        ChatHeader {
            id: header
            width: parent.width
            status: page.app.modelStatus
            actions: page.app.actions
            inspectorOpen: page.inspectorShown
            hasChat: !page.conversation.empty
            onListToggled: page.toggleList()
            onInspectorToggled: page.toggleInspector()
            onFindWanted: page.openFind()
            onPickerWanted: page.openPicker()
            onRenameWanted: page.rename()
        }
        Loader {
            id: find
            active: false
            anchors.right: parent.right
            anchors.rightMargin: 12
            y: Space.header
            z: 2
            sourceComponent: FindBar {
                conversation: page.conversation
                onClosed: page.closeFind()
            }
        }
        Banner {
            id: crash
            visible: page.app.crashNote !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            y: Space.header + 8
            width: messages.columnWidth
            text: page.app.crashNote
            secondAction: qsTr("Close")
            onSecondChosen: page.app.dismissCrashNote()
        }
        Conversation {
            id: messages
            visible: !page.fresh
            y: Space.header + (crash.visible ? crash.height + 8 : 0)
            width: parent.width
            height: (banner.visible ? banner.y : composer.y) - y
            conversation: page.conversation
            actions: page.app.actions
            bottomInset: banner.visible ? 4 : 10
            onLinkChosen: url => page.linkChosen(url)
        }
        LatestPill {
            visible: !page.fresh && !messages.atEnd
            anchors.right: parent.right
            anchors.rightMargin: parent.width - Math.round((parent.width + messages.columnWidth) / 2)
            y: (banner.visible ? banner.y : composer.y) - height - 12
            text: page.conversation.busy ? qsTr("Latest, writing") : qsTr("Latest")
            onClicked: messages.toLatest()
        }
        EmptyChat {
            id: empty
            visible: page.fresh
            anchors.left: parent.left
            anchors.leftMargin: Math.round((parent.width - messages.columnWidth) / 2) + 2
            y: page.blank ? Math.round((parent.height - height) / 2) : composer.y - height - 22
            width: messages.columnWidth - 4
            status: page.app.modelStatus
            onFindModelWanted: page.app.actions.trigger("go.models")
            onAddFileWanted: page.app.onboarding.addFile()
        }
        ChatBanner {
            id: banner
            visible: page.conversation.bannerKind !== "" && !page.fresh
            x: composer.x
            y: composer.y - height - 8
            width: composer.width
            conversation: page.conversation
        }
        Composer {
            id: composer
            visible: !page.blank
            x: Math.round((parent.width - width) / 2)
            y: page.fresh ? Space.header + Math.round((parent.height - Space.header) * 0.3856) : parent.height - height
            width: messages.columnWidth
            roof: Math.round(page.height * 0.4)
            fresh: page.fresh
            focus: true
            composer: page.app.composer
            conversation: page.conversation
            actions: page.app.actions
            onEditLastWanted: page.editLast()
        }
        LoadLine {
            visible: page.app.composer.loadProgress >= 0
            x: composer.x
            y: composer.y - 8
            width: composer.width
            value: page.app.composer.loadProgress
        }
    }
    PaneGrip {
        visible: page.listShown && !page.listOver
        anchors.left: list.right
        anchors.leftMargin: -3
        height: page.height
        onDragged: x => page.app.listWidth = Math.max(200, Math.min(360, Math.round(LayoutMirroring.enabled ? page.width - x : x)))
        onResetWanted: page.app.listWidth = 248
    }
    Inspector {
        id: inspector
        visible: page.inspectorShown
        anchors.right: parent.right
        y: page.inspectorOver ? Space.header : 0
        width: 288
        height: page.height - y
        z: 3
        overlaid: page.inspectorOver
        inspector: page.app.inspector
        composer: page.app.composer
    }
    ModelPicker {
        id: picker
        picker: page.app.picker
        actions: page.app.actions
    }

    /// Turns the last question into its editor.
    function editLast() {
        const id = app.composer.editLast();
        if (id !== "")
            messages.editLastQuestion();
    }
}
