import QtQuick
import Snug.Style
import Snug.Components

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// What the person said: a bubble at the right, at most 86 % of the column; copy and edit below it on hover or focus.
Item {
    id: message

    required property string text
    required property int answersBelow
    required property int branchIndex
    required property int branchCount
    /// Tab reaches its controls: the last answer and the message in focus; the list is one stop otherwise
    property bool reachable: true
    property bool current: false
    property bool editing: false
    readonly property bool hot: hover.hovered || current || copy.activeFocus || edit.activeFocus
    signal copyWanted()
    signal sendWanted(string text)
    signal branchChosen(int index)
    signal editClosed()

    function beginEdit() {
        editing = true;
    }

    implicitHeight: editing ? editor.height : bubble.height
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("You")
    Accessible.description: text
    HoverHandler {
        id: hover
        margin: 22
    }
    Rectangle {
        id: bubble
        visible: !message.editing
        anchors.right: parent.right
        width: body.width + 28
        height: body.height + 18
        radius: Space.radiusCard
        color: Theme.bubble
        RichBlock {
            id: body
            anchors.left: parent.left
            anchors.leftMargin: 14
            y: 9
            width: Math.min(Math.ceil(implicitWidth), Math.floor(message.width * 0.86) - 28)
            plain: message.text
        }
    }
    Row {
        visible: !message.editing
        opacity: message.hot ? 1 : 0
        anchors.right: parent.right
        y: bubble.height + 1
        height: 20
        BranchSwitch {
            visible: message.branchCount > 1
            focusPolicy: message.reachable ? Qt.StrongFocus : Qt.NoFocus
            branchIndex: message.branchIndex
            branchCount: message.branchCount
            y: -4
            onChosen: index => message.branchChosen(index)
        }
        IconButton { focusPolicy: message.reachable ? Qt.StrongFocus : Qt.NoFocus; id: copy; extent: 20; glyphSize: 14; width: 26; glyph: "copy"; text: qsTr("Copy"); onClicked: message.copyWanted() }
        IconButton { focusPolicy: message.reachable ? Qt.StrongFocus : Qt.NoFocus; id: edit; extent: 20; glyphSize: 14; width: 26; glyph: "edit"; text: qsTr("Edit"); onClicked: message.beginEdit() }
    }
    Loader {
        id: editor
        width: parent.width
        active: message.editing
        sourceComponent: EditBubble {
            text: message.text
            note: message.answersBelow > 0 ? qsTr("Starts a new branch. The %n answers below stay.", "", message.answersBelow) : ""
            actText: qsTr("Send again")
            onAccepted: text => {
                message.editing = false;
                message.sendWanted(text);
                message.editClosed();
            }
            onCancelled: {
                message.editing = false;
                message.editClosed();
            }
        }
    }
}
