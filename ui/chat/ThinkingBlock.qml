pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components

/// Reasoning: one line, closed by default; open, its text in text2 with a line at the left.
Item {
    id: block

    required property string text
    required property real seconds
    required property int tokenCount
    required property bool closed
    property bool open: Reading.openReasoning
    property int focusPolicy: Qt.StrongFocus

    implicitHeight: head.height + (open ? 10 + body.height : 0)
    T.AbstractButton {
        id: head
        anchors.left: parent.left
        width: Math.min(parent.width, row.implicitWidth)
        height: Type.rowHeight(20)
        text: block.closed ? qsTr("Thought for %1").arg(Format.duration(block.seconds))
            : qsTr("Thinking, %1").arg(Format.duration(block.seconds))
        hoverEnabled: true
        focusPolicy: block.focusPolicy
        Accessible.role: Accessible.Button
        Accessible.name: text
        Accessible.description: block.open ? qsTr("open") : qsTr("folded")
        Keys.onReturnPressed: head.clicked()
        onClicked: block.open = !block.open
        contentItem: Item {
            Row {
                id: row
                height: parent.height
                Icon {
                    glyph: block.open ? "chevron-down" : "chevron-right"
                    size: 14
                    anchors.verticalCenter: parent.verticalCenter
                }
                Item {
                    width: 6
                    height: 1
                }
                Txt {
                    text: head.text
                    color: Theme.text2
                    anchors.verticalCenter: parent.verticalCenter
                }
                Txt {
                    visible: block.closed && block.tokenCount >= 0
                    leftPadding: head.mirrored ? 0 : 6
                    rightPadding: head.mirrored ? 6 : 0
                    text: "· " + qsTr("%n tokens", "", block.tokenCount)
                    color: Theme.text3
                    anchors.verticalCenter: parent.verticalCenter
                }
            }
        }
        FocusRing {
            visible: head.visualFocus
        }
    }
    VLine {
        visible: block.open
        anchors.left: parent.left
        anchors.leftMargin: 6
        y: body.y
        height: body.height
        color: Theme.lineStrong
    }
    RichBlock {
        id: body
        visible: block.open
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: head.height + 11
        anchors.right: parent.right
        plain: block.open ? block.text : ""
        color: Theme.text2
    }
}
