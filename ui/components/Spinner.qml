import QtQuick
import Snug.Style

/// One 16 px ring, one turn a second; shows only after 400 ms.
Item {
    id: spinner

    property bool running: false
    property bool late: false

    implicitWidth: 16
    implicitHeight: 16
    Timer {
        running: spinner.running
        interval: 400
        onTriggered: spinner.late = true
    }
    onRunningChanged: late = false
    Icon {
        visible: spinner.running && spinner.late
        glyph: "regenerate"
        RotationAnimator on rotation {
            running: spinner.running && spinner.late && !Motion.reduced
            from: 0
            to: 360
            duration: 1000
            loops: Animation.Infinite
        }
    }
}
