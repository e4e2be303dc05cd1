import QtQuick
import Snug.Style

/// A progress line, 4 high. It steps, it does not ease.
Rectangle {
    id: bar

    /// 0…1
    property real value: 0
    /// "running", "paused" or "done"
    property string phase: "running"

    implicitHeight: 4
    radius: 2
    color: Theme.track
    Accessible.role: Accessible.ProgressBar
    Accessible.name: qsTr("%1 percent").arg(Math.round(value * 100))
    Rectangle {
        anchors.left: parent.left
        width: Math.round(bar.width * Math.max(0, Math.min(1, bar.value)))
        height: parent.height
        radius: parent.radius
        color: bar.phase === "paused" ? Theme.text3 : bar.phase === "done" ? Theme.fits : Theme.accentFill
    }
}
