import QtQuick
import Snug.Style
import Snug.Components

/// One model that was found.
ListRow {
    id: row

    required property int index
    required property string modelId
    required property string title
    required property string quant
    required property string sourceText
    required property real rate
    required property bool measured
    required property string verdict
    required chosen
    signal picked()

    implicitHeight: Type.rowHeight(44)
    text: row.title
    description: Format.listed([row.quant, row.sourceText, badge.text], ", ")
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.RadioButton
    Accessible.checked: chosen
    radius: Space.radiusMenu
    onClicked: picked()
    Keys.onReturnPressed: picked()
    Keys.onSpacePressed: picked()
    Rectangle {
        anchors.left: parent.left
        anchors.leftMargin: 10
        anchors.verticalCenter: parent.verticalCenter
        width: 16
        height: 16
        radius: 8
        color: row.chosen ? Theme.accentFill : "transparent"
        border.width: row.chosen ? 0 : 1.5
        border.color: row.hovered ? Theme.text2 : Theme.lineControl
        Rectangle {
            visible: row.chosen
            anchors.centerIn: parent
            width: 6
            height: 6
            radius: 3
            color: Theme.accentInk
        }
    }
    Txt {
        id: title
        anchors.left: parent.left
        anchors.leftMargin: 38
        width: Math.min(implicitWidth, 200)
        height: parent.height
        text: row.title
        type: Type.bodyMedium
        elide: Text.ElideRight
    }
    Tag {
        id: tag
        anchors.left: title.right
        anchors.leftMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        text: row.quant
        mono: true
    }
    Txt {
        anchors.left: tag.right
        anchors.leftMargin: 8
        anchors.right: rate.left
        anchors.rightMargin: 8
        height: parent.height
        text: row.sourceText
        type: Type.small
        color: row.chosen ? Theme.text2 : row.ink3
        elide: Text.ElideRight
    }
    Txt {
        id: rate
        anchors.right: parent.right
        anchors.rightMargin: 96
        height: parent.height
        text: row.rate < 0 ? "" : qsTr("%1 tok/s").arg(Format.rate(row.rate, row.measured))
        type: Type.figure
        color: Theme.text2
    }
    VerdictBadge {
        id: badge
        anchors.right: parent.right
        anchors.rightMargin: 76 - width
        anchors.verticalCenter: parent.verticalCenter
        verdict: row.verdict
    }
}
