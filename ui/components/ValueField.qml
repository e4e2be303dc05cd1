import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A number that can be typed, 22 high, right-aligned figures.
T.TextField {
    id: field

    property string label
    required property real value
    property real minimum: 0
    property real maximum: 1
    property int decimals: 2
    readonly property string shown: Format.decimal(value, decimals)
    signal valueChosen(real value)

    function commit() {
        let typed = NaN;
        try {
            typed = Number.fromLocaleString(Format.locale, text.trim());
        } catch (error) {
            typed = Number(text);
        }
        if (!isNaN(typed))
            valueChosen(Math.max(minimum, Math.min(maximum, typed)));
        text = Qt.binding(() => field.shown);
    }

    implicitWidth: Type.rowHeight(56)
    implicitHeight: Type.rowHeight(22)
    leftPadding: 5
    rightPadding: 6
    topPadding: 0
    bottomPadding: 0
    text: shown
    font: Type.figureSmall.font
    color: enabled ? Theme.text : Theme.disabled
    horizontalAlignment: TextInput.AlignRight
    verticalAlignment: TextInput.AlignVCenter
    selectByMouse: true
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    hoverEnabled: true
    Accessible.role: Accessible.EditableText
    Accessible.name: label
    onEditingFinished: commit()
    onActiveFocusChanged: if (activeFocus) selectAll()
    background: Rectangle {
        radius: Space.radiusTag
        color: Theme.field
        border.width: field.activeFocus ? 2 : 1
        border.color: field.activeFocus ? Theme.accent : field.hovered ? Theme.lineControl : Theme.line
    }
}
