pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components

/// A place in the rail: icon 20 and word; the current one has a ground and a bar at the left edge.
T.AbstractButton {
    id: place

    required property string glyph
    required property int number
    property bool current: false
    property int badge: 0

    implicitWidth: Space.rail
    implicitHeight: 48
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.PageTab
    Accessible.name: current ? qsTr("%1, place %2 of 5, current").arg(text).arg(number) : qsTr("%1, place %2 of 5").arg(text).arg(number)
    Keys.onReturnPressed: place.clicked()
    background: Item {
        Rectangle {
            anchors.left: parent.left
            anchors.leftMargin: 6
            width: 47
            height: 48
            radius: Space.radiusMenu
            color: place.current ? Theme.selected : place.down ? Theme.pressed : place.hovered ? Theme.hover : "transparent"
            FocusRing {
                visible: place.visualFocus
                inset: 0
                around: Space.radiusMenu
            }
        }
        Rectangle {
            visible: place.current
            y: 14
            width: 3
            height: 20
            color: Theme.accent
        }
    }
    contentItem: Item {
        Icon {
            anchors.left: parent.left
            anchors.leftMargin: 20
            y: 7
            size: 20
            glyph: place.glyph
            color: place.current ? Theme.text : Theme.text2
        }
        Rectangle {
            visible: place.badge > 0
            anchors.left: parent.left
            anchors.leftMargin: 35
            y: 3
            width: Math.max(14, count.implicitWidth + 6)
            height: 14
            radius: 7
            color: Theme.accentFill
            Txt {
                id: count
                anchors.centerIn: parent
                text: place.badge
                type: Type.count
                color: Theme.accentInk
            }
        }
        Txt {
            x: Math.round((Space.rail - width) / 2)
            y: 29
            text: place.text
            type: place.current ? Type.railBold : Type.rail
            color: place.current ? Theme.text : Theme.text2
        }
    }
}
