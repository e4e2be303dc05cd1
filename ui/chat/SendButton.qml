pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components

/// Send; while an answer is made the same button is Stop, on text ground, never red.
T.Button {
    id: button

    property bool busy: false
    property bool able: false
    property bool whenLoaded: false
    readonly property bool lit: busy || able

    implicitWidth: whenLoaded && able && !busy ? label.implicitWidth + 24 : 32
    implicitHeight: 32
    enabled: lit
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: busy ? qsTr("Stop") : whenLoaded ? qsTr("Send when loaded") : qsTr("Send")
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: button.clicked()
    contentItem: Item {
        Icon {
            visible: button.implicitWidth === 32
            anchors.centerIn: parent
            size: button.busy ? 20 : 20
            glyph: button.busy ? "stop-fill" : "send"
            color: button.busy ? Theme.base : button.able ? Theme.accentInk : Theme.disabled
        }
        Txt {
            id: label
            visible: button.implicitWidth !== 32
            anchors.centerIn: parent
            text: button.text
            type: Type.smallMedium
            color: Theme.accentInk
        }
    }
    background: Rectangle {
        radius: Space.radiusMenu
        color: button.busy ? Theme.text : !button.able ? Theme.selected
            : button.down ? Theme.accentFillPress : button.hovered ? Theme.accentFillHover : Theme.accentFill
        FocusRing {
            visible: button.visualFocus
            around: Space.radiusMenu
        }
    }
    ToolTip {
        owner: button
        text: button.text
        shortcut: button.busy ? "Esc" : ""
    }
}
