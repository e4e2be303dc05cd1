import Snug.Style
import Snug.Components

/// The name of a row in the load panel.
Txt {
    anchors.left: parent.left
    anchors.leftMargin: 24
    height: 32
    type: Type.small
    color: Theme.text2
}
