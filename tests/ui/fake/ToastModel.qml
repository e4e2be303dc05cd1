import QtQuick

QtObject {
    property bool visible: false
    property string text
    property bool undoable: true
    property real remaining: 1
    property bool held: false
    signal called(string verb)

    function undo() { called("undo"); }
    function dismiss() { called("dismiss"); }
}
