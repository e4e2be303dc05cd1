pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Settings: list 216 with search, page column 680, groups as cards. A change holds at once; there is no Save.
FocusScope {
    id: page

    required property AppModel app
    readonly property SettingsModel settings: app.settings
    readonly property bool searching: settings.query !== ""

    function focusSearch() {
        search.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    Rectangle {
        anchors.left: parent.left
        width: 216
        height: parent.height
        color: Theme.side
        VLine { anchors.right: parent.right; height: parent.height }
        TextField {
            id: search
            anchors.left: parent.left
            anchors.leftMargin: 12
            y: 8
            width: 192
            focus: true
            glyph: "search"
            placeholderText: qsTr("Search settings")
            text: page.settings.query
            onTextEdited: page.settings.query = text
            Keys.onEscapePressed: event => {
                if (page.settings.query === "")
                    event.accepted = false;
                page.settings.query = "";
            }
            Keys.onDownPressed: sections.forceActiveFocus(Qt.TabFocusReason)
        }
        ListView {
            id: sections
            anchors.left: parent.left
            anchors.leftMargin: 8
            y: search.height + 20
            width: 200
            height: parent.height - y
            activeFocusOnTab: true
            model: page.settings.sections
            boundsBehavior: Flickable.StopAtBounds
            currentIndex: -1
            highlightFollowsCurrentItem: false
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Sections")
            onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
            Keys.onReturnPressed: choose()
            Keys.onSpacePressed: choose()
            function choose() {
                const row = currentItem as SectionRow;
                if (row !== null)
                    page.settings.currentSection = row.sectionId;
            }
            delegate: SectionRow {
                width: ListView.view.width
                selected: !page.searching && sectionId === page.settings.currentSection
                focused: ListView.isCurrentItem && sections.activeFocus
                onClicked: {
                    page.settings.query = "";
                    page.settings.currentSection = sectionId;
                }
            }
        }
    }
    Flickable {
        anchors.left: parent.left
        anchors.leftMargin: 216
        anchors.right: parent.right
        height: parent.height
        contentHeight: column.height + 60
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}
        Column {
            id: column
            anchors.left: parent.left
            anchors.leftMargin: 40
            width: Math.min(680, parent.width - 80)
            topPadding: 22
            Txt {
                anchors.left: parent.left
                height: Type.page.line
                text: page.searching ? qsTr("Search") : page.sectionTitle()
                type: Type.page
                Accessible.ignored: false
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            Item { width: 1; height: 22 }
            SettingsRows {
                visible: page.searching || page.settings.currentSection !== "keyboard"
                width: column.width
                settings: page.settings
            }
            KeyboardSection {
                visible: !page.searching && page.settings.currentSection === "keyboard"
                width: column.width
                actions: page.app.actions
            }
            AboutSection {
                visible: !page.searching && page.settings.currentSection === "about"
                width: column.width
                settings: page.settings
            }
        }
    }

    readonly property Instantiator titles: Instantiator {
        model: page.settings.sections
        delegate: SectionTitle {}
    }
    function sectionTitle(): string {
        for (let i = 0; i < titles.count; ++i) {
            const title = titles.objectAt(i) as SectionTitle;
            if (title.sectionId === settings.currentSection)
                return title.title;
        }
        return "";
    }
}
