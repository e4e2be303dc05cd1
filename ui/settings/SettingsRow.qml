import QtQuick
import Snug.Style
import Snug.Components

/// A heading, or a row of 60 in a card: title, one line of explanation, control at the right.
Item {
    id: row

    required property int index
    required property string rowKind
    required property string settingId
    required property string title
    required property string note
    required property string control
    required property string value
    required property string options
    required property real minimum
    required property real maximum
    required property real step
    required property string readOnlyReason
    required property string actionText
    required property string problem
    required property bool changed
    property bool first: false
    property bool last: false
    readonly property bool heading: rowKind === "heading"
    signal chosen(string value)
    signal acted()
    signal resetWanted()

    implicitHeight: heading ? (index === 0 ? 24 : 48) : Math.max(Type.rowHeight(60), words.height + 22)
    Txt {
        visible: row.heading
        anchors.left: parent.left
        y: parent.height - 22
        text: row.title
        type: Type.smallBold
        color: Theme.text2
    }
    Rectangle {
        visible: !row.heading
        anchors.fill: parent
        // The card is drawn row by row: outer corners round, inner ones hidden by the neighbours.
        anchors.topMargin: row.first ? 0 : -12
        anchors.bottomMargin: row.last ? 0 : -12
        z: -1
        color: Theme.raised
        radius: Space.radiusCard
        border.width: 1
        border.color: Theme.line
    }
    Rectangle {
        visible: !row.heading && !row.first
        anchors.left: parent.left
        anchors.leftMargin: 1
        y: -12
        width: parent.width - 2
        height: 24
        color: Theme.raised
    }
    HLine {
        visible: !row.heading && !row.first
        anchors.left: parent.left
        anchors.leftMargin: 16
        width: parent.width - 32
    }
    Column {
        id: words
        visible: !row.heading
        anchors.left: parent.left
        anchors.leftMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: undo.visible ? undo.left : control.left
        anchors.rightMargin: 16
        spacing: 4
        Txt { width: parent.width; text: row.title; type: Type.bodyMedium; wrapMode: Text.Wrap }
        Txt {
            visible: text !== ""
            width: parent.width
            text: row.readOnlyReason !== "" ? row.readOnlyReason : row.note
            type: Type.small
            color: Theme.text2
            wrapMode: Text.Wrap
        }
        Txt {
            visible: text !== ""
            width: parent.width
            text: row.problem
            type: Type.small
            color: Theme.no
            wrapMode: Text.Wrap
            Accessible.ignored: false
            Accessible.role: Accessible.AlertMessage
            Accessible.name: text
        }
    }
    IconButton {
        id: undo
        visible: !row.heading && row.changed
        anchors.right: control.left
        anchors.rightMargin: 8
        anchors.verticalCenter: parent.verticalCenter
        glyph: "undo"
        text: qsTr("Back to the default: %1").arg(row.title)
        onClicked: row.resetWanted()
    }
    SettingControl {
        id: control
        visible: !row.heading
        anchors.right: parent.right
        anchors.rightMargin: 16
        anchors.verticalCenter: parent.verticalCenter
        title: row.title
        kind: row.control
        value: row.value
        options: row.options
        minimum: row.minimum
        maximum: row.maximum
        locked: row.readOnlyReason !== ""
        actionText: row.actionText
        refused: row.problem !== ""
        onChosen: value => row.chosen(value)
        onActed: row.acted()
    }
}
