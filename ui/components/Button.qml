pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A button with words. One primary in a view; the verb comes first, a size or shortcut may trail.
T.Button {
    id: button

    /// "primary", "secondary", "ghost" or "danger"
    property string kind: "secondary"
    /// Text after the verb, lighter: "5.73 GB"
    property string trailing
    property string glyph
    /// "small" 26, "normal" 32, "large" 40
    property string extent: "normal"
    /// Text colour of a ghost button where it is not text2
    property color ghostInk: Theme.text2
    /// Draws a state without the pointer, for the gallery: "hover", "press", "focus"
    property string look
    readonly property bool filled: kind === "primary" || kind === "danger"
    readonly property bool hot: (hovered && enabled) || look === "hover"
    readonly property bool held: down || look === "press"
    readonly property color ink: !enabled ? Theme.disabled : filled ? Theme.accentInk : kind === "ghost" ? ghostInk : Theme.text

    implicitHeight: Type.rowHeight(extent === "small" ? Space.controlSmall : extent === "large" ? Space.controlLarge : Space.control)
    implicitWidth: Math.ceil(contentItem.implicitWidth) + leftPadding + rightPadding
    leftPadding: (extent === "small" ? 9 : 12) - (glyph === "" ? 0 : 1)
    rightPadding: leftPadding
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: trailing === "" ? text : text + ", " + trailing
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Item {
        implicitWidth: content.implicitWidth
        implicitHeight: content.implicitHeight
        Row {
            id: content
            x: Math.floor((parent.width - implicitWidth) / 2 + 0.25)
            y: Math.floor((parent.height - implicitHeight) / 2)
            spacing: 6
            Icon {
                visible: button.glyph !== ""
                glyph: button.glyph
                color: button.ink
                anchors.verticalCenter: parent.verticalCenter
            }
            Txt {
                text: button.text
                type: button.extent === "small" ? Type.smallMedium : Type.bodyMedium
                color: button.ink
            }
            Txt {
                visible: button.trailing !== ""
                text: button.trailing
                type: button.extent === "small" ? Type.small : Type.body
                color: button.ink
            }
        }
    }
    background: Rectangle {
        radius: Space.radius
        color: !button.enabled ? (button.kind === "ghost" ? "transparent" : Theme.selected)
            : button.kind === "primary" ? (button.held ? Theme.accentFillPress : button.hot ? Theme.accentFillHover : Theme.accentFill)
            : button.kind === "danger" ? Theme.danger
            : button.kind === "secondary" ? Theme.button : "transparent"
        border.width: button.kind === "secondary" && button.enabled ? 1 : 0
        border.color: Theme.lineStrong
        Rectangle {
            anchors.fill: parent
            radius: parent.radius
            visible: button.enabled && button.kind !== "primary" && (button.hot || button.held)
            color: button.kind === "danger" ? Qt.rgba(0, 0, 0, button.held ? 0.17 : 0.09) : button.held ? Theme.pressed : Theme.hover
        }
        FocusRing {
            visible: button.visualFocus || button.look === "focus"
        }
    }
}
