import QtQml

/// Id and title of a section.
QtObject {
    required property string sectionId
    required property string title
}
