import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// What a ToolTip shows while it shows.
T.Popup {
    id: popup

    property string text
    property string shortcut

    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? parent.height + 6 : 0
    margins: 6
    implicitWidth: body.implicitWidth
    implicitHeight: body.implicitHeight
    visible: true
    closePolicy: T.Popup.NoAutoClose
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.popup } }
    contentItem: ToolTipBody {
        id: body
        text: popup.text
        shortcut: popup.shortcut
    }
}
