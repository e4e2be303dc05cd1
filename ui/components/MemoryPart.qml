import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// One part of the memory bar; hover or focus shows the planner's allocations in it.
Rectangle {
    id: piece

    required property string part
    required property real bytes
    required property string detail

    radius: 2
    color: Theme.memory(part)
    Accessible.ignored: true
    ToolTip {
        owner: piece
        text: piece.detail
    }
}
