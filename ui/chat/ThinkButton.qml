pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components

/// Thinking on or off, where the model's template has a switch.
T.Button {
    id: button

    /// What a click does, for Enter.
    function press() {
        if (checkable) {
            toggle();
            toggled();
        }
        clicked();
    }

    implicitWidth: 26 + label.implicitWidth + 10
    implicitHeight: 28
    checkable: true
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: checked ? qsTr("Think on") : qsTr("Think off")
    Accessible.role: Accessible.CheckBox
    Accessible.name: qsTr("Think")
    Keys.onReturnPressed: button.press()
    contentItem: Item {
        Icon { anchors.left: parent.left; anchors.leftMargin: 7; y: 6; glyph: "reasoning"; color: button.checked ? Theme.text : Theme.text3 }
        Txt { id: label; anchors.left: parent.left; anchors.leftMargin: 27; height: parent.height; text: button.text; type: Type.small; color: button.checked ? Theme.text : Theme.text2 }
    }
    background: Rectangle {
        radius: Space.radius
        color: button.down ? Theme.pressed : button.checked ? Theme.selected : button.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: button.visualFocus
            inset: -1
        }
    }
}
