import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A row of a menu: glyph, text, shortcut.
T.MenuItem {
    id: item

    property string glyph
    property string shortcut
    property bool danger: false
    property string look

    implicitWidth: 238
    implicitHeight: Type.rowHeight(Space.menuRow)
    hoverEnabled: true
    Accessible.role: Accessible.MenuItem
    Accessible.name: text
    contentItem: MenuRowBody {
        text: item.text
        glyph: item.glyph
        shortcut: item.shortcut
        danger: item.danger
        dimmed: !item.enabled
        checked: item.checkable && item.checked
        lit: item.highlighted || item.look === "hover"
        opens: item.subMenu !== null
    }
    background: Rectangle {
        radius: Space.radiusTag
        color: item.highlighted || item.look === "hover" ? Theme.hover : "transparent"
    }
}
