import QtQuick
import Snug.Style

/// A key of the keyboard, 18 high.
Rectangle {
    property alias text: label.text

    implicitWidth: Math.ceil(label.implicitWidth) + 10
    implicitHeight: Type.rowHeight(18)
    radius: Space.radiusTag
    color: "transparent"
    border.width: 1
    border.color: Theme.lineStrong
    Txt {
        id: label
        anchors.centerIn: parent
        type: Type.microMedium
        color: Theme.text2
    }
}
