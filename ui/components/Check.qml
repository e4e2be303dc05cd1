import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A check, 16.
T.CheckBox {
    id: check

    property string look

    implicitWidth: 16 + (text === "" ? 0 : 8 + label.implicitWidth)
    implicitHeight: text === "" ? 16 : Math.max(16, label.implicitHeight)
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    indicator: Rectangle {
        width: 16
        height: 16
        x: check.mirrored ? check.width - width : 0
        y: Math.round((check.height - height) / 2)
        radius: 4
        color: !check.checked ? "transparent" : check.enabled ? Theme.accentFill : Theme.disabled
        border.width: check.checked ? 0 : 1.5
        border.color: !check.enabled ? Theme.disabled : check.hovered || check.look === "hover" ? Theme.text2 : Theme.lineControl
        Icon {
            visible: check.checked
            anchors.centerIn: parent
            size: 14
            glyph: "check"
            color: Theme.accentInk
        }
        FocusRing {
            visible: check.visualFocus || check.look === "focus"
            around: 4
        }
    }
    contentItem: Txt {
        id: label
        visible: check.text !== ""
        leftPadding: check.mirrored ? 0 : 24
        rightPadding: check.mirrored ? 24 : 0
        text: check.text
        color: check.enabled ? Theme.text : Theme.disabled
    }
}
