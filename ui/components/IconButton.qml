pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A button that shows only a glyph. `text` is its accessible name and, with `shortcut`, its tooltip.
T.Button {
    id: button

    property string glyph
    property string shortcut
    /// 28, or 32 in headers
    property int extent: 28
    property int glyphSize: 16
    property color ink: Theme.text2
    property string look
    readonly property bool hot: (hovered && enabled) || look === "hover"

    /// What a click does, for Enter.
    function press() {
        if (checkable) {
            toggle();
            toggled();
        }
        clicked();
    }

    implicitWidth: extent
    implicitHeight: extent
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: checkable ? Accessible.CheckBox : Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: button.press()
    Keys.onEnterPressed: button.press()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            glyph: button.glyph
            size: button.glyphSize
            color: !button.enabled ? Theme.disabled : button.checked ? Theme.text : button.ink
        }
    }
    background: Rectangle {
        radius: Space.radius
        color: button.down || button.look === "press" ? Theme.pressed : button.checked ? Theme.selected
            : button.hot ? Theme.hover : "transparent"
        FocusRing {
            visible: button.visualFocus || button.look === "focus"
            inset: -2
        }
    }
    ToolTip {
        owner: button
        text: button.text
        shortcut: button.shortcut
    }
}
