pragma Singleton

import QtQuick

/// Sizes that screens share, in logical pixels.
QtObject {
    readonly property int cardInset: 16
    readonly property int pageMargin: 24
    readonly property int section: 24
    readonly property int iconGap: 8
    readonly property int buttonGap: 8

    readonly property int rail: 60
    readonly property int header: Type.rowHeight(48)
    readonly property int control: 32
    readonly property int controlSmall: 26
    readonly property int controlLarge: 40
    readonly property int menuRow: 30

    readonly property int radiusTag: 4
    readonly property int radius: 6
    readonly property int radiusMenu: 8
    readonly property int radiusCard: 10
    readonly property int radiusDialog: 12
}
