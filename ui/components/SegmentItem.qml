import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// One choice of a Segment.
T.AbstractButton {
    id: item

    property bool current: false
    property bool mono: false

    implicitWidth: Math.ceil(label.implicitWidth) + (mono ? 20 : 16)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.PageTab
    Accessible.name: text
    Accessible.selected: current
    contentItem: Item {
        Txt {
            id: label
            anchors.centerIn: parent
            text: item.text
            type: item.mono ? (item.current ? Type.figureMedium : Type.figure) : (item.current ? Type.bodyMedium : Type.body)
            color: !item.enabled ? Theme.disabled : item.current ? Theme.text : Theme.text2
        }
    }
    background: Rectangle {
        radius: Space.radius - 2
        color: item.current ? Theme.segment : item.hovered ? Theme.hover : "transparent"
        border.width: item.current && !Theme.dark ? 1 : 0
        border.color: Theme.lineStrong
    }
}
