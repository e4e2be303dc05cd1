pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components

/// One row of the table of measured memory.
Item {
    id: row

    required property string rowTitle
    required property string weights
    required property string kv
    required property string scratch
    required property string driver
    required property string total

    /// Right edges of the columns
    readonly property list<int> edges: [240, 340, 440, 540, 656]

    implicitHeight: 28
    Accessible.role: Accessible.Row
    Accessible.name: Format.listed([rowTitle, weights, kv, scratch, driver, total], ", ")
    Txt { anchors.left: parent.left; anchors.leftMargin: 14; height: 28; text: row.rowTitle; type: Type.small; color: Theme.text2 }
    Repeater {
        model: [row.weights, row.kv, row.scratch, row.driver, row.total]
        Txt {
            id: figure
            required property int index
            required property string modelData
            anchors.right: row.left
            anchors.rightMargin: -row.edges[figure.index]
            height: 28
            text: modelData
            type: index === 4 ? Type.figureMedium : Type.figure
            color: Theme.text
        }
    }
}
