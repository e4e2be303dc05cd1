import QtQuick
import Snug.Style

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// A tooltip of its parent control: name and shortcut, 30 high, after 500 ms or at once when moving along a toolbar.
/// Its popup exists only while it shows.
Item {
    id: tip

    required property Item owner
    property string text
    property string shortcut
    /// Keeps it shown, for the gallery
    property bool pinned: false
    readonly property bool wanted: text !== "" && hover.hovered && owner.enabled
    property bool shown: false

    anchors.fill: parent
    Accessible.ignored: true

    HoverHandler {
        id: hover
    }
    Timer {
        running: tip.wanted && !tip.shown
        interval: TipClock.isRecent() ? 1 : Motion.tipDelay
        onTriggered: tip.shown = true
    }
    onWantedChanged: {
        if (!wanted && shown) {
            shown = false;
            TipClock.lastShown = Date.now();
        }
    }
    Loader {
        active: tip.shown || tip.pinned
        sourceComponent: ToolTipPopup {
            parent: tip.owner
            text: tip.text
            shortcut: tip.shortcut
        }
    }
}
