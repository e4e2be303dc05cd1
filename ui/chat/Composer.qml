pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Where a message is written: 88 high, grows by lines to 40 % of the window, then scrolls.
FocusScope {
    id: box

    required property ComposerModel composer
    required property ConversationModel conversation
    required property ActionRegistry actions
    property int roof: 320
    property bool fresh: false
    readonly property bool busy: composer.phase !== "idle"
    readonly property bool chips: attachments.count > 0
    signal editLastWanted()

    function focusText() {
        area.forceActiveFocus(Qt.ShortcutFocusReason);
    }
    function send() {
        if (composer.canSend)
            composer.send();
    }

    implicitHeight: card.height + Type.rowHeight(28)
    Rectangle {
        id: card
        width: parent.width
        height: Math.max(Type.rowHeight(88), scroll.height + 66 + (box.chips ? 36 : 0))
        radius: Space.radiusCard
        color: Theme.raised
        border.width: 1
        border.color: area.activeFocus && box.fresh ? Theme.lineControl : Theme.lineStrong
        Row {
            id: chipRow
            visible: box.chips
            anchors.left: parent.left
            anchors.leftMargin: 10
            y: 8
            spacing: 6
            Repeater {
                id: attachments
                model: box.composer.attachments
                AttachmentChip {
                    onRemoved: box.composer.removeAttachment(index)
                }
            }
        }
        Flickable {
            id: scroll
            anchors.left: parent.left
            anchors.leftMargin: 14
            y: 11 + (box.chips ? 36 : 0)
            width: parent.width - 28
            height: Math.min(Math.max(Type.read.line, area.contentHeight), Math.max(Type.read.line, box.roof - 66))
            contentHeight: area.implicitHeight
            contentWidth: width
            clip: true
            interactive: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ScrollBar {}
            LinedArea {
                id: area
                width: scroll.width
                focus: true
                label: qsTr("Message")
                placeholderText: box.composer.modelName === "" ? qsTr("Message") : qsTr("Message %1").arg(box.composer.modelName)
                text: box.composer.text
                Component.onCompleted: cursorPosition = length
                onTextChanged: if (box.composer.text !== text) box.composer.text = text
                onCursorRectangleChanged: {
                    if (cursorRectangle.y < scroll.contentY)
                        scroll.contentY = cursorRectangle.y;
                    else if (cursorRectangle.y + cursorRectangle.height > scroll.contentY + scroll.height)
                        scroll.contentY = cursorRectangle.y + cursorRectangle.height - scroll.height;
                }
                Keys.onPressed: event => {
                    const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
                    const control = (event.modifiers & Qt.ControlModifier) !== 0;
                    const shift = (event.modifiers & Qt.ShiftModifier) !== 0;
                    if (enter && !shift && control !== box.composer.enterSends) {
                        box.send();
                        event.accepted = true;
                    } else if (event.key === Qt.Key_Up && length === 0) {
                        box.editLastWanted();
                        event.accepted = true;
                    }
                }
            }
        }
        IconButton {
            id: attach
            anchors.left: parent.left
            anchors.leftMargin: 10
            y: parent.height - 38
            glyph: "attach"
            text: qsTr("Attach files")
            shortcut: box.actions.shortcutText("attach")
            onClicked: box.composer.attach()
        }
        PresetButton {
            id: preset
            anchors.left: parent.left
            anchors.leftMargin: 42
            y: parent.height - 38
            composer: box.composer
        }
        ThinkButton {
            visible: box.composer.canThink
            anchors.left: preset.right
            anchors.leftMargin: 4
            y: parent.height - 38
            checked: box.composer.thinking
            onToggled: box.composer.thinking = checked
        }
        ContextGauge {
            id: gauge
            anchors.right: send.left
            anchors.rightMargin: 10
            y: parent.height - 38
            composer: box.composer
        }
        SendButton {
            id: send
            anchors.right: parent.right
            anchors.rightMargin: 8
            y: parent.height - 40
            busy: box.busy
            whenLoaded: box.composer.sendsWhenLoaded
            able: box.composer.canSend
            onClicked: {
                if (box.busy)
                    box.composer.stop();
                else
                    box.send();
            }
        }
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 14
        y: card.height + 5
        text: box.live()
        type: Type.figureSmall
        color: Theme.text3
        height: 16
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 2
        y: card.height + 5
        spacing: 5
        KeyCap { text: box.busy ? "Esc" : box.composer.enterSends ? "Enter" : "Ctrl+Enter" }
        Txt { height: 18; text: box.busy ? qsTr("stop") : qsTr("send"); type: Type.micro; color: Theme.text3 }
    }

    /// "72.4 tok/s · first 0.11 s · 41 tokens", or how fast the prompt is read.
    function live(): string {
        if (composer.phase === "reading")
            return composer.readRate < 0 ? "" : qsTr("reading, %1 tok/s").arg(Format.whole(composer.readRate));
        if (composer.phase !== "writing" || composer.rate < 0)
            return "";
        return qsTr("%1 tok/s · first %2 · %3 tokens").arg(Format.rate(composer.rate, true)).arg(Format.firstToken(composer.firstToken))
            .arg(Format.whole(composer.tokenCount));
    }
    Connections {
        target: box.composer
        function onTextChanged() {
            if (area.text === box.composer.text)
                return;
            area.text = box.composer.text;
            area.cursorPosition = area.length;
        }
    }
}
