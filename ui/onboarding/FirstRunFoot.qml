import QtQuick
import Snug.Style
import Snug.Components

/// The foot of the first-run card: the one button, what it takes, another choice.
Item {
    id: foot

    required property string actText
    required property string note
    required property string otherText
    property string trailing
    property string glyph
    signal acted()
    signal otherWanted()

    implicitHeight: 82
    HLine { anchors.left: parent.left; anchors.leftMargin: 1; width: parent.width - 2 }
    Button {
        id: act
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: 22
        width: Math.max(248, implicitWidth)
        focus: true
        kind: "primary"
        extent: "large"
        glyph: foot.glyph
        text: foot.actText
        trailing: foot.trailing
        onClicked: foot.acted()
    }
    Txt {
        anchors.left: act.right
        anchors.leftMargin: 16
        y: 22
        anchors.right: other.left
        anchors.rightMargin: 8
        height: 40
        text: foot.note
        type: Type.small
        color: Theme.text2
        elide: Text.ElideRight
    }
    Link {
        id: other
        anchors.right: parent.right
        anchors.rightMargin: 20
        anchors.verticalCenter: act.verticalCenter
        text: foot.otherText
        onClicked: foot.otherWanted()
    }
}
