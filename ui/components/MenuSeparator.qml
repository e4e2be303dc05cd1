import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// The line before the destructive part of a menu.
T.MenuSeparator {
    implicitWidth: 238
    implicitHeight: 11
    Accessible.ignored: true
    contentItem: Item {
        HLine {
            anchors.left: parent.left
            anchors.leftMargin: -4
            y: 5
            width: parent.width + 8
        }
    }
}
