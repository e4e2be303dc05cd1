pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// One choice of many, 32 high; opens a list. Give `model`, `textRole`, and bind `shown` to the chosen title.
T.ComboBox {
    id: select

    property string label
    property string shown: displayText
    property string look

    implicitWidth: 150
    implicitHeight: Type.rowHeight(Space.control)
    leftPadding: mirrored ? 28 : 10
    rightPadding: mirrored ? 10 : 28
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    wheelEnabled: false
    Accessible.role: Accessible.ComboBox
    Accessible.name: label
    Accessible.description: shown

    contentItem: Txt {
        text: select.shown
        color: select.enabled ? Theme.text : Theme.disabled
        elide: Text.ElideRight
    }
    indicator: Icon {
        x: select.mirrored ? 8 : select.width - width - 8
        y: Math.round((select.height - height) / 2)
        glyph: "chevron-down"
        color: select.enabled ? Theme.text2 : Theme.disabled
    }
    background: Rectangle {
        radius: Space.radius
        color: Theme.field
        border.width: select.visualFocus ? 2 : 1
        border.color: select.visualFocus ? Theme.accent : select.hovered ? Theme.lineControl : Theme.lineStrong
    }
    delegate: SelectItem {
        required property int index
        required property var model
        text: select.textRole === "" ? String(model.modelData) : String(model[select.textRole])
        highlighted: select.highlightedIndex === index
        current: select.currentIndex === index
    }
    popup: T.Popup {
        y: select.height + 4
        width: select.width
        implicitHeight: Math.min(list.contentHeight, 300) + 10
        padding: 5
        enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.popup } }
        background: PopupGround {}
        contentItem: ListView {
            id: list
            clip: true
            implicitHeight: contentHeight
            model: select.delegateModel
            currentIndex: select.highlightedIndex
        }
    }
}
