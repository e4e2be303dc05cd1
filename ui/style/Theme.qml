pragma Singleton

import QtQuick

/// The colours of the window. Views use these names and no other colour. `mode` follows the settings; "system" means the
/// luminance of the platform palette's window colour (Qt 6.4 knows no colour scheme), looked at again when it changes.
QtObject {
    id: theme

    /// "system", "dark" or "light"
    property string mode: "system"
    readonly property bool dark: mode === "system" ? systemIsDark : mode === "dark"
    readonly property Colors colors: dark ? darkColors : lightColors

    readonly property SystemPalette system: SystemPalette {}
    readonly property bool systemIsDark: 0.2126 * system.window.r + 0.7152 * system.window.g + 0.0722 * system.window.b < 0.5
    readonly property Colors darkColors: DarkColors {}
    readonly property Colors lightColors: LightColors {}

    readonly property color rail: colors.rail
    readonly property color side: colors.side
    readonly property color base: colors.base
    readonly property color raised: colors.raised
    readonly property color popover: colors.popover
    readonly property color sunken: colors.sunken
    readonly property color bubble: colors.bubble
    readonly property color track: colors.track
    readonly property color inverse: colors.inverse
    readonly property color inverseText: colors.inverseText
    readonly property color inverseAccent: colors.inverseAccent
    readonly property color line: colors.line
    readonly property color lineStrong: colors.lineStrong
    readonly property color lineControl: colors.lineControl
    readonly property color edge: colors.edge
    readonly property color text: colors.text
    readonly property color text2: colors.text2
    readonly property color text3: colors.text3
    readonly property color disabled: colors.disabled
    readonly property color accent: colors.accent
    readonly property color accentFill: colors.accentFill
    readonly property color accentFillHover: colors.accentFillHover
    readonly property color accentFillPress: colors.accentFillPress
    readonly property color accentInk: colors.accentInk
    readonly property color accentSoft: colors.accentSoft
    readonly property color fits: colors.fits
    readonly property color fitsSoft: colors.fitsSoft
    readonly property color tight: colors.tight
    readonly property color tightSoft: colors.tightSoft
    readonly property color partial: colors.partial
    readonly property color partialSoft: colors.partialSoft
    readonly property color no: colors.no
    readonly property color noSoft: colors.noSoft
    readonly property color unknownSoft: colors.unknownSoft
    readonly property color danger: colors.danger
    readonly property color mWeights: colors.mWeights
    readonly property color mKv: colors.mKv
    readonly property color mScratch: colors.mScratch
    readonly property color mDriver: colors.mDriver
    readonly property color mOther: colors.mOther
    readonly property color codeKeyword: colors.codeKeyword
    readonly property color codeString: colors.codeString
    readonly property color codeNumber: colors.codeNumber
    readonly property color codeFunction: colors.codeFunction
    readonly property color codeComment: colors.codeComment
    readonly property color hover: colors.hover
    readonly property color selected: colors.selected
    readonly property color pressed: colors.pressed
    readonly property color scrim: colors.scrim

    /// Ground of a light input and of a dark one differ: inputs are raised on light, sunken on dark.
    readonly property color field: dark ? sunken : raised
    /// Knob of a slider: light on both.
    readonly property color knob: dark ? lightColors.side : lightColors.raised
    /// Ground of a secondary button.
    readonly property color button: dark ? popover : raised
    /// The selected part of a segment.
    readonly property color segment: dark ? track : raised

    /// Colour of a verdict's glyph and word. verdict: fits tight partial pages no unknown
    function verdictInk(verdict: string): color {
        switch (verdict) {
        case "fits": return fits;
        case "tight": return tight;
        case "partial":
        case "pages": return partial;
        case "no": return no;
        }
        return text2;
    }

    /// Soft ground of a verdict.
    function verdictSoft(verdict: string): color {
        switch (verdict) {
        case "fits": return fitsSoft;
        case "tight": return tightSoft;
        case "partial":
        case "pages": return partialSoft;
        case "no": return noSoft;
        }
        return unknownSoft;
    }

    /// Colour of a part of the memory bar. part: weights kv scratch driver other
    function memory(part: string): color {
        switch (part) {
        case "weights": return mWeights;
        case "kv": return mKv;
        case "scratch": return mScratch;
        case "driver":
        case "working": return mDriver;
        }
        return mOther;
    }
}
