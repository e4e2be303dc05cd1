import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// 6 wide, 3 from the edge, shown while scrolling or while the pointer is in the right 12 px. Content never shifts for it.
T.ScrollBar {
    id: bar

    property bool pinned: false

    implicitWidth: 12
    implicitHeight: 12
    minimumSize: 0.06
    hoverEnabled: true
    policy: T.ScrollBar.AsNeeded
    Accessible.ignored: true
    contentItem: Item {
        implicitWidth: 12
        implicitHeight: 12
        Rectangle {
            x: bar.vertical ? parent.width - 9 : 0
            y: bar.vertical ? 0 : parent.height - 9
            width: bar.vertical ? 6 : parent.width
            height: bar.vertical ? parent.height : 6
            radius: 3
            color: Theme.lineStrong
            visible: bar.size < 1 && (bar.active || bar.hovered || bar.pressed || bar.pinned)
        }
    }
}
