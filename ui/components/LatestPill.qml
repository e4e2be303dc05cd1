pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// "Latest": jumps to the end of the conversation.
T.AbstractButton {
    id: pill

    implicitWidth: row.implicitWidth + 24
    implicitHeight: Type.rowHeight(32)
    text: qsTr("Latest")
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: pill.clicked()
    contentItem: Item {
        Row {
            id: row
            anchors.centerIn: parent
            spacing: 6
            Icon {
                glyph: "jump-latest"
                color: Theme.text
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                text: pill.text
                type: Type.smallMedium
                anchors.verticalCenter: parent.verticalCenter
            }
        }
    }
    background: Rectangle {
        radius: height / 2
        color: Theme.popover
        border.width: 1
        border.color: Theme.edge
        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: pill.hovered || pill.down
            color: pill.down ? Theme.pressed : Theme.hover
        }
        FocusRing {
            visible: pill.visualFocus
            around: pill.height / 2
        }
    }
}
