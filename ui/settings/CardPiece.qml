import QtQuick
import Snug.Style
import Snug.Components

/// One row's part of a card: the outer corners are round, the inner ones hidden by the neighbours; a line between rows.
Item {
    id: piece

    property bool first: false
    property bool last: false

    Item {
        anchors.fill: parent
        clip: true
        z: -1
        Rectangle {
            anchors.fill: parent
            anchors.topMargin: piece.first ? 0 : -12
            anchors.bottomMargin: piece.last ? 0 : -12
            color: Theme.raised
            radius: Space.radiusCard
            border.width: 1
            border.color: Theme.line
        }
    }
    HLine {
        visible: !piece.first
        anchors.left: parent.left
        anchors.leftMargin: 16
        width: parent.width - 32
    }
}
