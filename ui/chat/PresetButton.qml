pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The preset of this chat, in the composer.
T.AbstractButton {
    id: button

    required property ComposerModel composer

    implicitWidth: label.implicitWidth + 8 + 8 + 14 + 6
    implicitHeight: 28
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    text: composer.presetName
    Accessible.role: Accessible.ButtonMenu
    Accessible.name: qsTr("Preset: %1").arg(text)
    Keys.onReturnPressed: button.clicked()
    onClicked: menu.popup(button, 0, -menu.height - 4)
    contentItem: Item {
        Txt { id: label; anchors.left: parent.left; anchors.leftMargin: 8; height: parent.height; text: button.text; type: Type.small; color: Theme.text2 }
        Icon { anchors.left: label.right; anchors.leftMargin: 6; anchors.verticalCenter: parent.verticalCenter; size: 14; glyph: "chevron-down" }
    }
    background: Rectangle {
        radius: Space.radius
        color: button.down ? Theme.pressed : button.hovered ? Theme.hover : "transparent"
        FocusRing {
            visible: button.visualFocus
            inset: -1
        }
    }
    Menu {
        id: menu
        Instantiator {
            model: button.composer.presets
            delegate: MenuItem {
                required property string presetId
                required property string title
                text: title
                checkable: true
                checked: title === button.composer.presetName
                onTriggered: button.composer.choosePreset(presetId)
            }
            onObjectAdded: (index, object) => menu.insertItem(index, object as T.MenuItem)
            onObjectRemoved: (index, object) => menu.removeItem(object as T.MenuItem)
        }
    }
}
