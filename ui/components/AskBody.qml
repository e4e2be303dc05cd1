import QtQuick
import Snug.Style

/// A question, 416 wide: title, consequence with its numbers, the safe answer left and focused, Esc is the safe one.
Rectangle {
    id: ask

    property string title
    property string text
    property string safeText
    property string actText
    property bool danger: true
    property bool plain: true
    /// Shows the focus ring on the safe answer, for the gallery
    property string look
    signal safe()
    signal act()

    function focusSafe() {
        safeButton.forceActiveFocus(Qt.TabFocusReason);
    }

    implicitWidth: 416
    implicitHeight: line.y + 60
    radius: Space.radiusDialog
    color: Theme.base
    border.width: 1
    border.color: Theme.edge
    Accessible.role: Accessible.Dialog
    Accessible.name: title
    Accessible.description: text
    Txt {
        id: heading
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: 17
        width: parent.width - 40
        text: ask.title
        type: Type.title
        wrapMode: Text.Wrap
    }
    Txt {
        id: body
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: heading.y + heading.height + 9
        width: parent.width - 40
        text: ask.text
        textFormat: ask.plain ? Text.PlainText : Text.StyledText
        type: Type.prose
        color: Theme.text2
        wrapMode: Text.Wrap
    }
    HLine {
        id: line
        anchors.left: parent.left
        anchors.leftMargin: 1
        y: Math.max(116, body.y + body.height + 20)
        width: parent.width - 2
    }
    Row {
        anchors.right: parent.right
        anchors.rightMargin: 16
        y: line.y + 14
        spacing: Space.buttonGap
        Button {
            id: safeButton
            text: ask.safeText
            look: ask.look
            onClicked: ask.safe()
        }
        Button {
            kind: ask.danger ? "danger" : "primary"
            text: ask.actText
            onClicked: ask.act()
        }
    }
}
