import QtQml

/// The group of an action; the shortcuts sheet is cut by it.
QtObject {
    required property string group
}
