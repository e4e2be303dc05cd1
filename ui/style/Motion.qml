pragma Singleton

import QtQuick

/// Lengths of the few motions, in milliseconds. With `reduced` all are 0.
QtObject {
    property bool reduced: false

    readonly property int hoverOut: reduced ? 0 : 80
    readonly property int popup: reduced ? 0 : 90
    readonly property int sheet: reduced ? 0 : 140
    readonly property int pane: reduced ? 0 : 140
    readonly property int fold: reduced ? 0 : 120
    /// Before a tooltip shows. Not a motion, so `reduced` leaves it.
    readonly property int tipDelay: 500
}
