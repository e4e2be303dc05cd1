import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A row of a list. Its ground shows hover, press, the selected one, keyboard focus and the chosen row of a table.
/// Put content inside; colour its second text with `ink3`, which becomes text2 on a tinted ground.
T.AbstractButton {
    id: row

    property bool selected: false
    property bool chosen: false
    /// The list has the focus and this is its current row
    property bool focused: false
    property string look
    property int radius: Space.radius
    property string description
    readonly property bool hot: hovered || look === "hover"
    readonly property bool tinted: hot || selected || down || look === "press"
    readonly property color ink3: tinted ? Theme.text2 : Theme.text3

    signal menuWanted(real x, real y)

    implicitHeight: Type.rowHeight(30)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: text
    Accessible.description: description
    Accessible.selected: selected || chosen
    background: Rectangle {
        radius: row.radius
        color: row.chosen ? Theme.accentSoft : row.down || row.look === "press" ? Theme.pressed : row.selected ? Theme.selected
            : row.hot ? Theme.hover : "transparent"
        Rectangle {
            anchors.fill: parent
            visible: row.chosen && row.hot
            radius: parent.radius
            color: Theme.hover
        }
        FocusRing {
            visible: row.focused || row.visualFocus
            inset: 0
            around: row.radius
        }
    }
    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: row.menuWanted(point.position.x, point.position.y)
    }
}
