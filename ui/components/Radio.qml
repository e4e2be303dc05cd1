import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A radio button, 16.
T.RadioButton {
    id: radio

    property string look

    implicitWidth: 16 + (text === "" ? 0 : 8 + label.implicitWidth)
    implicitHeight: text === "" ? 16 : Math.max(16, label.implicitHeight)
    hoverEnabled: true
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    indicator: Rectangle {
        width: 16
        height: 16
        x: radio.mirrored ? radio.width - width : 0
        y: Math.round((radio.height - height) / 2)
        radius: 8
        color: !radio.checked ? "transparent" : radio.enabled ? Theme.accentFill : Theme.disabled
        border.width: radio.checked ? 0 : 1.5
        border.color: !radio.enabled ? Theme.disabled : radio.hovered || radio.look === "hover" ? Theme.text2 : Theme.lineControl
        Rectangle {
            visible: radio.checked
            anchors.centerIn: parent
            width: 6
            height: 6
            radius: 3
            color: Theme.accentInk
        }
        FocusRing {
            visible: radio.visualFocus || radio.look === "focus"
            around: 8
        }
    }
    contentItem: Txt {
        id: label
        visible: radio.text !== ""
        leftPadding: radio.mirrored ? 0 : 24
        rightPadding: radio.mirrored ? 24 : 0
        text: radio.text
        color: radio.enabled ? Theme.text : Theme.disabled
    }
}
