pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// The action on a toast.
T.AbstractButton {
    id: link

    implicitWidth: label.implicitWidth
    implicitHeight: label.implicitHeight
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Keys.onReturnPressed: link.clicked()
    contentItem: Txt {
        id: label
        text: link.text
        type: Type.bodyBold
        color: Theme.inverseAccent
        font.underline: link.hovered
    }
    FocusRing {
        visible: link.visualFocus
        inset: -4
        around: 2
        border.color: Theme.inverseAccent
    }
}
