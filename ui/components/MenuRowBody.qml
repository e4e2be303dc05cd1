import QtQuick
import Snug.Style

/// The drawing of a menu row.
Item {
    id: body

    property string text
    property string glyph
    property string shortcut
    property bool danger: false
    property bool dimmed: false
    property bool checked: false
    property bool opens: false
    property bool lit: false
    readonly property color ink: dimmed ? Theme.disabled : danger ? Theme.no : Theme.text

    Icon {
        anchors.left: parent.left
        anchors.leftMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        glyph: body.checked ? "check" : body.glyph
        color: body.dimmed ? Theme.disabled : body.danger ? Theme.no : Theme.text2
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 33
        anchors.right: keys.left
        anchors.rightMargin: 8
        height: parent.height
        text: body.text
        color: body.ink
        elide: Text.ElideRight
    }
    Txt {
        id: keys
        anchors.right: parent.right
        anchors.rightMargin: 9
        height: parent.height
        text: body.shortcut
        type: Type.small
        color: body.dimmed ? Theme.disabled : body.lit ? Theme.text2 : Theme.text3
    }
    Icon {
        visible: body.opens
        anchors.right: parent.right
        anchors.rightMargin: 6
        anchors.verticalCenter: parent.verticalCenter
        glyph: "chevron-right"
    }
}
