import QtQuick

/// One palette: a colour for every token. Theme chooses between two of these; views use Theme only.
QtObject {
    required property color rail
    required property color side
    required property color base
    required property color raised
    required property color popover
    required property color sunken
    required property color bubble
    required property color track
    required property color inverse
    required property color inverseText
    required property color inverseAccent
    required property color line
    required property color lineStrong
    required property color lineControl
    required property color edge
    required property color text
    required property color text2
    required property color text3
    required property color disabled
    required property color accent
    required property color accentFill
    required property color accentFillHover
    required property color accentFillPress
    required property color accentInk
    required property color accentSoft
    required property color fits
    required property color fitsSoft
    required property color tight
    required property color tightSoft
    required property color partial
    required property color partialSoft
    required property color no
    required property color noSoft
    required property color unknownSoft
    required property color danger
    required property color mWeights
    required property color mKv
    required property color mScratch
    required property color mDriver
    required property color mOther
    required property color codeKeyword
    required property color codeString
    required property color codeNumber
    required property color codeFunction
    required property color codeComment
    required property color hover
    required property color selected
    required property color pressed
    required property color scrim
}
