import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A row of an open Select.
T.ItemDelegate {
    id: item

    property bool current: false

    width: ListView.view ? ListView.view.width : 0
    height: Type.rowHeight(Space.menuRow)
    Accessible.role: Accessible.ListItem
    Accessible.name: text
    contentItem: Txt {
        leftPadding: 5
        text: item.text
        elide: Text.ElideRight
        font.weight: item.current ? Font.Medium : Font.Normal
    }
    background: Rectangle {
        radius: Space.radiusTag
        color: item.highlighted ? Theme.hover : "transparent"
    }
}
