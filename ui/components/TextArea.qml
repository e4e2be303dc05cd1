import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// An input of several lines. Put it into a Flickable through `TextArea.flickable` where it may scroll.
T.TextArea {
    id: area

    property string label
    property bool framed: true
    property TextStyle type: Type.body

    implicitWidth: 200
    implicitHeight: contentHeight + topPadding + bottomPadding
    leftPadding: framed ? 10 : 0
    rightPadding: framed ? 10 : 0
    topPadding: framed ? 8 : 0
    bottomPadding: framed ? 8 : 0
    hoverEnabled: true
    selectByMouse: true
    wrapMode: TextEdit.Wrap
    textFormat: TextEdit.PlainText
    font: type.font
    color: enabled ? Theme.text : Theme.disabled
    placeholderTextColor: Theme.text3
    selectionColor: Theme.accentFill
    selectedTextColor: Theme.accentInk
    Accessible.role: Accessible.EditableText
    Accessible.name: label !== "" ? label : placeholderText
    Accessible.multiLine: true
    KeyNavigation.priority: KeyNavigation.BeforeItem
    Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
    Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)

    background: Rectangle {
        visible: area.framed
        radius: Space.radius
        color: Theme.field
        border.width: area.activeFocus ? 2 : 1
        border.color: area.activeFocus ? Theme.accent : area.hovered ? Theme.lineControl : Theme.lineStrong
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: area.leftPadding
        y: area.framed ? area.topPadding : 0
        width: area.width - area.leftPadding - area.rightPadding
        visible: area.length === 0 && area.preeditText === ""
        text: area.placeholderText
        type: area.type
        color: Theme.text3
        elide: Text.ElideRight
    }
}
