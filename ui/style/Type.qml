pragma Singleton

import QtQuick

/// The text styles of the window. Views use these and set no pixel size of their own.
QtObject {
    id: type

    /// Text size, 0.85 to 1.5. Scales type and row heights; pane widths stay.
    property real factor: 1

    readonly property TextStyle display: TextStyle { size: 24; leading: 32; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle page: TextStyle { size: 20; leading: 28; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle h1: TextStyle { size: 18; leading: 24; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle title: TextStyle { size: 16; leading: 22; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle query: TextStyle { size: 16; leading: 22; factor: type.factor }
    readonly property TextStyle h3: TextStyle { size: 14; leading: 22; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle read: TextStyle { size: 14; leading: 22; factor: type.factor }
    readonly property TextStyle body: TextStyle { size: 13; leading: 18; factor: type.factor }
    readonly property TextStyle bodyMedium: TextStyle { size: 13; leading: 18; weight: Font.Medium; factor: type.factor }
    readonly property TextStyle bodyBold: TextStyle { size: 13; leading: 18; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle prose: TextStyle { size: 13; leading: 20; factor: type.factor }
    readonly property TextStyle small: TextStyle { size: 12; leading: 16; factor: type.factor }
    readonly property TextStyle smallMedium: TextStyle { size: 12; leading: 16; weight: Font.Medium; factor: type.factor }
    readonly property TextStyle smallBold: TextStyle { size: 12; leading: 16; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle micro: TextStyle { size: 11; leading: 14; factor: type.factor }
    readonly property TextStyle microMedium: TextStyle { size: 11; leading: 14; weight: Font.Medium; factor: type.factor }
    readonly property TextStyle microBold: TextStyle { size: 11; leading: 14; weight: Font.DemiBold; factor: type.factor }
    // The rail keeps its width, so its words grow less.
    readonly property TextStyle rail: TextStyle { size: 11; leading: 14; factor: Math.min(1.15, type.factor) }
    readonly property TextStyle railBold: TextStyle { size: 11; leading: 14; weight: Font.DemiBold; factor: Math.min(1.15, type.factor) }
    readonly property TextStyle count: TextStyle { size: 10; leading: 12; weight: Font.DemiBold; factor: type.factor }
    readonly property TextStyle figure: TextStyle { size: 12; leading: 16; mono: true; factor: type.factor }
    readonly property TextStyle figureMedium: TextStyle { size: 12; leading: 16; weight: Font.Medium; mono: true; factor: type.factor }
    readonly property TextStyle figureSmall: TextStyle { size: 11; leading: 14; mono: true; factor: type.factor }
    readonly property TextStyle code: TextStyle { size: 13; leading: 20; mono: true; factor: type.factor }

    /// A row height that grows with the text size, in whole pixels.
    function rowHeight(height: int): int {
        return Math.round(height * Math.max(1, factor));
    }
}
