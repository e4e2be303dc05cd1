import QtQml

/// One action of a banner.
QtObject {
    required property string label
    required property bool primary
}
