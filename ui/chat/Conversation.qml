pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The messages. Follows the growing answer only while the end is in sight: any scroll up turns following off at once, and
/// then the view does not move at all.
FocusScope {
    id: view

    required property ConversationModel conversation
    required property ActionRegistry actions
    readonly property int columnWidth: Math.min(720, width - 48)
    /// On while the end of the view is within 48 px of the bottom
    property bool following: true
    readonly property bool atEnd: list.contentHeight <= list.height
        || list.contentY >= list.originY + list.contentHeight - list.height - 48
    readonly property int currentRow: list.currentIndex
    /// Room the composer and banner take below
    property int bottomInset: 8
    property bool scrollPinned: false
    /// The current message was reached by keys, so it shows the ring
    property bool keyed: false
    signal linkChosen(string url)

    /// Goes to the end and follows from there on.
    function toLatest() {
        following = true;
        list.toEnd();
    }
    function editRow(row: int) {
        const item = list.itemAtIndex(row) as MessageItem;
        if (item === null)
            return;
        item.beginEdit();
        following = false;
        // After a long answer the question is far above: what is edited must be seen.
        list.forceLayout();
        list.positionViewAtIndex(row, ListView.Contain);
    }
    function editLastQuestion() {
        for (let row = list.count - 1; row >= 0; --row) {
            // Past what is kept around the view a row has no item before it is shown.
            if (list.itemAtIndex(row) === null)
                list.positionViewAtIndex(row, ListView.Contain);
            const item = list.itemAtIndex(row) as MessageItem;
            if (item !== null && item.author === "user") {
                editRow(row);
                return;
            }
        }
    }
    function stepMessage(by: int) {
        following = false;
        keyed = true;
        list.forceActiveFocus(Qt.ShortcutFocusReason);
        list.currentIndex = Math.max(0, Math.min(list.count - 1, list.currentIndex + by));
        list.positionViewAtIndex(list.currentIndex, ListView.Contain);
    }

    ListView {
        id: list
        anchors.fill: parent
        activeFocusOnTab: true
        focus: true
        model: view.conversation.messages
        spacing: 14
        topMargin: 18
        bottomMargin: view.bottomInset
        clip: true
        // Room for text that is selected across a screen, and no estimate jumps while scrolling back.
        cacheBuffer: 4000
        boundsBehavior: Flickable.StopAtBounds
        pixelAligned: true
        currentIndex: -1
        highlightFollowsCurrentItem: false
        keyNavigationEnabled: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")
        T.ScrollBar.vertical: ScrollBar {
            id: bar
            pinned: view.scrollPinned
        }
        delegate: MessageItem {
            width: ListView.view.width
            columnWidth: view.columnWidth
            current: list.activeFocus && view.keyed && ListView.isCurrentItem
            viewTop: list.contentY - y
            viewBottom: list.contentY - y + list.height
            near: ListView.isCurrentItem
            conversation: view.conversation
            actions: view.actions
            onLinkChosen: url => view.linkChosen(url)
        }

        property bool placing: false
        property real lastY: 0

        function toEnd() {
            placing = true;
            contentY = Math.max(originY - topMargin, originY + contentHeight + bottomMargin - height);
            placing = false;
            lastY = contentY;
        }
        onContentHeightChanged: if (view.following) toEnd()
        onHeightChanged: if (view.following) toEnd()
        onContentYChanged: {
            if (placing)
                return;
            // Only what a person does turns following off; a new estimate of the height is not that.
            if (contentY < lastY - 0.5 && (moving || dragging || bar.pressed))
                view.following = false;
            else if (view.atEnd && (moving || dragging || bar.pressed))
                view.following = true;
            lastY = contentY;
        }
        onMovementEnded: if (view.atEnd) view.following = true
        Keys.onPressed: event => {
            const page = height - 60;
            switch (event.key) {
            case Qt.Key_Up: view.scrollBy(-44); break;
            case Qt.Key_Down: view.scrollBy(44); break;
            case Qt.Key_PageUp: view.scrollBy(-page); break;
            case Qt.Key_PageDown: view.scrollBy(page); break;
            case Qt.Key_Home: view.following = false; positionViewAtBeginning(); break;
            case Qt.Key_End: view.toLatest(); break;
            default: return;
            }
            event.accepted = true;
        }
        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            onWheel: event => view.scrollBy(event.pixelDelta.y !== 0 ? -event.pixelDelta.y : -event.angleDelta.y * 0.75)
        }
    }

    /// Scrolls by pixels; up turns following off, reaching the end turns it on.
    function scrollBy(pixels: real) {
        const top = list.originY - list.topMargin;
        const bottom = Math.max(top, list.originY + list.contentHeight + list.bottomMargin - list.height);
        if (pixels < 0)
            following = false;
        list.contentY = Math.round(Math.max(top, Math.min(bottom, list.contentY + pixels)));
        if (pixels > 0 && atEnd)
            following = true;
    }

    Connections {
        target: view.conversation
        function onSent(questionRow: int) {
            view.following = true;
            view.keyed = false;
            list.currentIndex = questionRow;
            settle.start();
        }
        function onFindRowChanged() {
            seek.restart();
        }
        function onFindCurrentChanged() {
            seek.restart();
        }
        function onChatIdChanged() {
            view.toLatest();
        }
    }
    // Row and block of a match change one after the other; the view moves once, to the block.
    Timer {
        id: seek
        interval: 0
        onTriggered: view.showMatch()
    }
    /// Brings the block of the current match into view, if it is not there.
    function showMatch() {
        const row = conversation.findRow;
        if (row < 0)
            return;
        following = false;
        list.positionViewAtIndex(row, ListView.Contain);
        const item = list.itemAtIndex(row) as MessageItem;
        if (item === null)
            return;
        const y = item.y + item.blockTop(conversation.findBlock);
        if (y < list.contentY + 12 || y > list.contentY + list.height - 60)
            scrollBy(y - list.contentY - list.height / 3);
    }
    // After the delegates have their heights.
    Timer {
        id: settle
        interval: 0
        running: true
        onTriggered: list.toEnd()
    }
}
