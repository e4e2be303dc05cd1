import QtQuick
import Snug.Style

/// The line between two panes: 6 px to take hold of, double-click resets.
Item {
    id: grip

    signal dragged(real x)
    signal resetWanted()

    implicitWidth: 6
    Accessible.ignored: true
    HoverHandler {
        cursorShape: Qt.SplitHCursor
    }
    DragHandler {
        target: null
        yAxis.enabled: false
        onCentroidChanged: {
            if (active)
                grip.dragged(grip.mapToItem(grip.parent, centroid.position.x, 0).x);
        }
    }
    TapHandler {
        onDoubleTapped: grip.resetWanted()
    }
}
