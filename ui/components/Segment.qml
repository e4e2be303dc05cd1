pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// Two to four choices side by side; one Tab stop, arrows choose.
FocusScope {
    id: segment

    required property list<string> labels
    property int currentIndex: 0
    property bool mono: false
    property string label
    /// 28, or 30 in bars
    property int extent: 28
    signal chosen(int index)

    implicitWidth: row.implicitWidth + 4
    implicitHeight: Type.rowHeight(extent)
    activeFocusOnTab: true
    Accessible.role: Accessible.PageTabList
    Accessible.name: label
    Accessible.description: labels[currentIndex]
    Keys.onLeftPressed: step(LayoutMirroring.enabled ? 1 : -1)
    Keys.onRightPressed: step(LayoutMirroring.enabled ? -1 : 1)

    function step(by: int) {
        const next = currentIndex + by;
        if (next >= 0 && next < labels.length)
            chosen(next);
    }

    Rectangle {
        anchors.fill: parent
        radius: Space.radius
        color: Theme.dark ? Theme.sunken : Theme.rail
        border.width: Theme.dark ? 1 : 0
        border.color: Theme.line
        FocusRing {
            visible: segment.activeFocus
            inset: -3
        }
    }
    Row {
        id: row
        anchors.left: parent.left
        anchors.leftMargin: 2
        y: 2
        Repeater {
            model: segment.labels
            SegmentItem {
                required property int index
                required property string modelData
                height: segment.height - 4
                text: modelData
                mono: segment.mono
                current: segment.currentIndex === index
                onClicked: {
                    if (!current)
                        segment.chosen(index);
                }
            }
        }
    }
}
