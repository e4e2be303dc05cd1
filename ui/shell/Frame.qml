import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels
import Snug.Chat
import Snug.Models
import Snug.Settings
import Snug.Onboarding

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// Everything in the window: rail, the place, what lies over it; and the acts that need the view.
FocusScope {
    id: frame

    required property AppModel app
    readonly property string placeTitle: app.firstRun ? qsTr("Welcome")
        : app.place === "chat" ? (app.conversation.title !== "" ? app.conversation.title : qsTr("New chat"))
        : app.place === "settings" ? qsTr("Settings") : app.place
    property int pane: 4
    signal fullScreenWanted()
    signal quitWanted()

    function act(id: string) {
        switch (id) {
        case "palette": palette.open(); break;
        case "help.shortcuts": shortcuts.open(); break;
        case "picker": app.place = "chat"; chat.openPicker(); break;
        case "answer.regenerateWith": chat.openPicker(); break;
        case "find": chat.openFind(); break;
        case "find.all": app.place = "chat"; chat.searchChats(); break;
        case "find.next": app.conversation.findNext(); break;
        case "find.previous": app.conversation.findPrevious(); break;
        case "view.list": chat.toggleList(); break;
        case "view.inspector": chat.toggleInspector(); break;
        case "chat.rename": chat.rename(); break;
        case "latest": chat.latest(); break;
        case "message.next": chat.stepMessage(1); break;
        case "message.previous": chat.stepMessage(-1); break;
        case "pane.next": stepPane(1); break;
        case "pane.previous": stepPane(-1); break;
        case "load.settings": app.loadPanel.open = true; break;
        case "window.fullScreen": fullScreenWanted(); break;
        case "window.quit": quitWanted(); break;
        }
    }
    /// Turns a question of the conversation into its editor.
    function editMessage(row: int) {
        chat.editMessage(row);
    }
    /// Opens the menu of the current chat at its row.
    function openChatMenu() {
        chat.openMenu();
    }
    /// Opens what the memory meter shows when it is pressed.
    function showLoaded() {
        rail.showLoaded();
    }
    /// Asks before an address is opened.
    function askLink(url: string) {
        link.ask(url);
    }
    /// What the window says while something hangs over it: "models", "files" or "none".
    function showDrop(kind: string) {
        drop.kind = kind;
    }
    /// F6: rail, list, header, messages, composer, inspector.
    function stepPane(by: int) {
        pane = (pane + by + 6) % 6;
        if (pane === 0)
            rail.forceActiveFocus(Qt.TabFocusReason);
        else
            chat.focusPane(pane);
    }
    /// Esc: what is on top; else stop; else back to the composer.
    function leave() {
        if (chat.closeTop())
            return;
        if (app.place === "chat" && app.conversation.busy)
            app.composer.stop();
        else if (app.place === "chat")
            chat.focusComposer();
    }

    Accessible.role: Accessible.Client
    Accessible.name: qsTr("Snug")
    Keys.onEscapePressed: leave()

    Binding { target: Theme; property: "mode"; value: frame.app.themeMode }
    Binding { target: Type; property: "factor"; value: frame.app.textScale }
    Binding { target: Reading; property: "statistics"; value: frame.app.showStatistics }
    Binding { target: Reading; property: "openReasoning"; value: frame.app.openReasoning }
    Binding { target: Motion; property: "reduced"; value: frame.app.reducedMotion }

    Rectangle {
        anchors.fill: parent
        color: Theme.base
    }
    Loader {
        active: frame.app.firstRun
        anchors.fill: parent
        focus: active
        sourceComponent: FirstRun {
            focus: true
            onboarding: frame.app.onboarding
            devices: frame.app.devices
        }
    }
    Item {
        id: shell
        visible: !frame.app.firstRun
        enabled: visible
        anchors.fill: parent
        Rail {
            id: rail
            anchors.left: parent.left
            height: parent.height
            app: frame.app
        }
        ChatPage {
            id: chat
            anchors.left: parent.left
            anchors.leftMargin: Space.rail
            anchors.right: parent.right
            height: parent.height
            visible: frame.app.place === "chat"
            focus: visible && !frame.app.firstRun
            app: frame.app
            windowWidth: frame.width
            onLinkChosen: url => frame.app.askBeforeLinks ? link.ask(url) : frame.app.openLink(url)
        }
        Loader {
            anchors.left: parent.left
            anchors.leftMargin: Space.rail
            anchors.right: parent.right
            height: parent.height
            active: frame.app.place === "settings"
            focus: active
            sourceComponent: SettingsPage {
                app: frame.app
            }
        }
    }
    FileDrop {
        id: drop
        anchors.fill: parent
        app: frame.app
        takesAttachments: chat.visible && !frame.app.firstRun
        messagePane: Qt.rect(chat.x + chat.pane.x, chat.pane.y, chat.pane.width, chat.pane.height)
    }
    ToastHost {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - height - (frame.app.place === "chat" ? 132 : 24)
        toast: frame.app.toast
    }
    LoadPanel {
        panel: frame.app.loadPanel
    }
    CommandPalette {
        id: palette
        palette: frame.app.palette
    }
    ShortcutsSheet {
        id: shortcuts
        actions: frame.app.actions
    }
    LinkQuestion {
        id: link
        onConfirmed: frame.app.openLink(url)
    }
    Announcer {
        app: frame.app
    }
    FileDialogs {
        app: frame.app
    }
    ActionShortcuts {
        actions: frame.app.actions
        enabled: !frame.app.firstRun
    }
    Connections {
        target: frame.app.actions
        function onTriggered(id: string) {
            frame.act(id);
        }
    }
}
