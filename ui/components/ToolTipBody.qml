import QtQuick
import Snug.Style

/// The drawing of a tooltip.
Rectangle {
    id: body

    property string text
    property string shortcut

    implicitWidth: row.implicitWidth + 19
    implicitHeight: Type.rowHeight(30)
    radius: Space.radius
    color: Theme.popover
    border.width: 1
    border.color: Theme.edge
    Row {
        id: row
        anchors.left: parent.left
        anchors.leftMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8
        Txt {
            text: body.text
            type: Type.smallMedium
            anchors.verticalCenter: parent.verticalCenter
        }
        KeyCap {
            visible: body.shortcut !== ""
            text: body.shortcut
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
