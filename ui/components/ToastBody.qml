import QtQuick
import Snug.Style

/// A toast: one sentence, Undo, and a line for the time that remains. One at a time; pauses under pointer or focus.
Rectangle {
    id: toast

    property string text
    property bool undoable: false
    /// 1…0
    property real remaining: 1
    readonly property bool held: hover.hovered || undo.activeFocus
    signal undone()

    implicitWidth: Math.max(248, label.implicitWidth + 32 + (undoable ? undo.width + 24 : 0))
    implicitHeight: Type.rowHeight(44)
    radius: Space.radiusMenu
    color: Theme.inverse
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    HoverHandler {
        id: hover
    }
    Txt {
        id: label
        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        text: toast.text
        color: Theme.inverseText
    }
    InverseLink {
        id: undo
        visible: toast.undoable
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Undo")
        onClicked: toast.undone()
    }
    Rectangle {
        visible: toast.undoable
        anchors.left: parent.left
        anchors.leftMargin: 8
        y: parent.height - 3
        width: Math.round((parent.width - 16) * toast.remaining)
        height: 2
        radius: 1
        color: Theme.inverseAccent
    }
}
