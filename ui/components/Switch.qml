import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A switch, 34x20: for what holds at once. `text` is its accessible name only.
T.Switch {
    id: toggle

    property string look

    implicitWidth: 34
    implicitHeight: 20
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    indicator: Rectangle {
        width: 34
        height: 20
        radius: 10
        color: !toggle.enabled ? (toggle.checked ? Theme.selected : "transparent") : toggle.checked ? Theme.accentFill : "transparent"
        border.width: toggle.checked && toggle.enabled ? 0 : 1.5
        border.color: !toggle.enabled ? Theme.lineStrong : toggle.hovered || toggle.look === "hover" ? Theme.text2 : Theme.lineControl
        Rectangle {
            width: 14
            height: 14
            radius: 7
            x: toggle.checked !== toggle.mirrored ? 17 : 3
            y: 3
            color: !toggle.enabled ? Theme.disabled : toggle.checked ? Theme.accentInk : Theme.lineControl
        }
        FocusRing {
            visible: toggle.visualFocus || toggle.look === "focus"
            around: 10
        }
    }
    contentItem: null
}
