import QtQuick
import Snug.Style

/// A legend entry of one of the planner's parts.
LegendItem {
    required property string part

    swatch: Theme.memory(part)
}
