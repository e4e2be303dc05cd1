import QtQuick
import Snug.Style

/// One part of the upright meter.
Rectangle {
    required property string part
    required property real bytes

    color: Theme.memory(part)
    Accessible.ignored: true
}
