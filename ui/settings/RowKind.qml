import QtQml

/// Whether a settings row is a heading; the cards are cut by it.
QtObject {
    required property string rowKind
}
