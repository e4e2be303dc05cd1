pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// The heading of a part of a pane that folds: chevron, title, a note at the right.
T.AbstractButton {
    id: head

    property string note
    property bool open: true

    implicitHeight: Type.rowHeight(38)
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: (open ? qsTr("open") : qsTr("folded")) + (note === "" ? "" : ", " + note)
    Keys.onReturnPressed: head.clicked()
    onClicked: open = !open
    contentItem: Item {
        Icon {
            anchors.left: parent.left
            anchors.leftMargin: 12
            anchors.verticalCenter: parent.verticalCenter
            glyph: head.open ? "chevron-down" : "chevron-right"
            size: 14
        }
        Txt {
            anchors.left: parent.left
            anchors.leftMargin: 30
            anchors.verticalCenter: parent.verticalCenter
            anchors.right: note.left
            anchors.rightMargin: 8
            text: head.text
            type: Type.smallBold
            elide: Text.ElideRight
        }
        Txt {
            id: note
            anchors.right: parent.right
            anchors.rightMargin: 16
            anchors.verticalCenter: parent.verticalCenter
            text: head.note
            type: Type.small
            color: Theme.text3
        }
    }
    FocusRing {
        visible: head.visualFocus
        inset: 2
    }
}
