import QtQuick
import Snug.Style

/// The sentence below an input that holds something wrong.
Row {
    property alias text: label.text

    spacing: 5
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Icon {
        glyph: "error"
        size: 14
        color: Theme.no
        anchors.verticalCenter: parent.verticalCenter
    }
    Txt {
        id: label
        type: Type.small
        color: Theme.no
    }
}
