import QtQml

/// The group of an action; the cards of the keyboard section are cut by it.
QtObject {
    required property string group
}
