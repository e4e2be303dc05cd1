import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A one-line input, 32 high. `label` is its accessible name.
T.TextField {
    id: field

    property string label
    property string glyph
    property bool mono: false
    property bool failed: false
    property string look
    readonly property bool ringed: (activeFocus && !readOnly) || look === "focus"

    implicitWidth: 150
    implicitHeight: Type.rowHeight(Space.control)
    leftPadding: glyph === "" || mirrored ? 10 : 33
    rightPadding: glyph !== "" && mirrored ? 33 : 10
    topPadding: 0
    bottomPadding: 0
    verticalAlignment: TextInput.AlignVCenter
    hoverEnabled: true
    selectByMouse: true
    font: mono ? Type.figure.font : Type.body.font
    color: !enabled ? Theme.disabled : readOnly ? Theme.text2 : Theme.text
    placeholderTextColor: enabled ? Theme.text3 : Theme.disabled
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    Accessible.role: Accessible.EditableText
    Accessible.name: label !== "" ? label : placeholderText

    background: Rectangle {
        radius: Space.radius
        color: field.readOnly || !field.enabled ? "transparent" : Theme.field
        border.width: field.ringed ? 2 : 1
        border.color: field.ringed ? Theme.accent : field.failed ? Theme.no
            : (field.hovered && field.enabled && !field.readOnly) || field.look === "hover" ? Theme.lineControl : Theme.lineStrong
        Icon {
            x: field.mirrored ? parent.width - width - 10 : 10
            anchors.verticalCenter: parent.verticalCenter
            visible: field.glyph !== ""
            glyph: field.glyph
            color: field.enabled ? Theme.text3 : Theme.disabled
        }
    }
    Txt {
        x: field.leftPadding
        width: field.width - field.leftPadding - field.rightPadding
        height: field.height
        visible: field.length === 0 && field.preeditText === ""
        text: field.placeholderText
        type: field.mono ? Type.figure : Type.body
        color: field.placeholderTextColor
        elide: Text.ElideRight
    }

    readonly property bool mirrored: LayoutMirroring.enabled
}
