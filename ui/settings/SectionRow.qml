import QtQuick
import Snug.Style
import Snug.Components

/// A section in the list of settings.
ListRow {
    id: row

    required property string sectionId
    required property string title

    text: row.title
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 10
        width: parent.width - 20
        height: parent.height
        text: row.title
        type: row.selected ? Type.bodyMedium : Type.body
        color: row.selected ? Theme.text : Theme.text2
        elide: Text.ElideRight
    }
}
