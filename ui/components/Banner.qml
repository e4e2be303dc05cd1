import QtQuick
import Snug.Style

/// A line under the header it concerns: glyph, what, what now, one or two actions. Never over content.
Rectangle {
    id: banner

    /// "tight" for warnings, "no" for errors, "plain" for news
    property string kind: "tight"
    property string text
    property string firstAction
    property string secondAction
    readonly property color ink: kind === "no" ? Theme.no : kind === "tight" ? Theme.tight : Theme.text2
    signal firstChosen()
    signal secondChosen()

    implicitHeight: Math.max(Type.rowHeight(40), label.height + 18)
    radius: Space.radiusMenu
    color: kind === "no" ? Theme.noSoft : kind === "tight" ? Theme.tightSoft : Theme.unknownSoft
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text
    Icon {
        anchors.left: parent.left
        anchors.leftMargin: 12
        size: 18
        y: Math.round((banner.implicitHeight - height) / 2)
        glyph: banner.kind === "no" ? "error" : banner.kind === "tight" ? "warning" : "info"
        color: banner.ink
    }
    Txt {
        id: label
        anchors.left: parent.left
        anchors.leftMargin: 40
        y: Math.round((banner.height - height) / 2)
        anchors.right: actions.left
        anchors.rightMargin: 12
        text: banner.text
        wrapMode: Text.Wrap
    }
    Row {
        id: actions
        anchors.right: parent.right
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        Button {
            visible: banner.firstAction !== ""
            kind: "ghost"
            extent: "small"
            text: banner.firstAction
            onClicked: banner.firstChosen()
        }
        Button {
            visible: banner.secondAction !== ""
            kind: "ghost"
            extent: "small"
            text: banner.secondAction
            onClicked: banner.secondChosen()
        }
    }
}
