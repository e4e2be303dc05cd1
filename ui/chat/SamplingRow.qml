import QtQuick
import Snug.Style
import Snug.Components

/// One sampling value: name, field, slider; a 4 px accent dot when it was changed, double-click resets.
Item {
    id: row

    required property int index
    required property string title
    required property real value
    required property real minimum
    required property real maximum
    required property real step
    required property int decimals
    required property bool changed
    signal valueChosen(real value)
    signal resetWanted()

    implicitHeight: Type.rowHeight(46)
    Dot {
        visible: row.changed
        anchors.left: parent.left
        anchors.leftMargin: -7
        y: 9
        extent: 4
    }
    Txt {
        id: name
        height: 22
        anchors.left: parent.left
        anchors.right: field.left
        anchors.rightMargin: 8
        text: row.title
        type: Type.small
        color: Theme.text2
        elide: Text.ElideRight
        TapHandler {
            onDoubleTapped: row.resetWanted()
        }
    }
    ValueField {
        id: field
        anchors.right: parent.right
        label: row.title
        value: row.value
        minimum: row.minimum
        maximum: row.maximum
        decimals: row.decimals
        onValueChosen: value => row.valueChosen(value)
    }
    Slider {
        y: 23
        width: parent.width
        from: row.minimum
        to: row.maximum
        stepSize: row.step
        value: row.value
        Accessible.name: row.title
        onMoved: row.valueChosen(value)
    }
}
