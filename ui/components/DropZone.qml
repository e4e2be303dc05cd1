import QtQuick
import Snug.Style

/// What a drag over a pane shows: a 2 px accent line inside the pane and one sentence in its middle; all else stays.
Rectangle {
    id: zone

    property string text
    /// What is dragged cannot be taken here
    property bool refused: false

    color: "transparent"
    border.width: 2
    border.color: refused ? Theme.lineControl : Theme.accent
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Rectangle {
        anchors.centerIn: parent
        width: Math.min(parent.width - 32, label.implicitWidth + 32)
        height: Type.rowHeight(40)
        radius: Space.radiusMenu
        color: Theme.popover
        border.width: 1
        border.color: Theme.edge
        Txt {
            id: label
            anchors.fill: parent
            anchors.leftMargin: 16
            anchors.rightMargin: 16
            horizontalAlignment: Text.AlignHCenter
            text: zone.text
            type: Type.bodyMedium
            elide: Text.ElideRight
        }
    }
}
