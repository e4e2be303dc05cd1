pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A word that acts, in accent.
T.AbstractButton {
    id: link

    property TextStyle type: Type.body

    implicitWidth: label.implicitWidth
    implicitHeight: label.implicitHeight
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Link
    Accessible.name: text
    Keys.onReturnPressed: link.clicked()
    contentItem: Txt {
        id: label
        text: link.text
        type: link.type
        elide: Text.ElideRight
        color: link.enabled ? Theme.accent : Theme.disabled
        font.underline: link.hovered
    }
    FocusRing {
        visible: link.visualFocus
        inset: -4
        around: 2
    }
}
