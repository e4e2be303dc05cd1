import QtQuick
import Snug.Style
import Snug.Components

/// The whole window when Snug cannot start: the folder is in use, cannot be written, or its chats cannot be opened.
Window {
    id: problem

    required property string sentence
    required property string hint
    /// "system", "dark" or "light"
    property string themeMode: "system"

    width: 480
    height: Math.ceil(body.height) + 108
    minimumWidth: width
    maximumWidth: width
    minimumHeight: height
    maximumHeight: height
    visible: true
    color: Theme.base
    title: qsTr("Snug cannot start")
    Binding { target: Theme; property: "mode"; value: problem.themeMode }
    FocusScope {
        anchors.fill: parent
        focus: true
        Accessible.role: Accessible.AlertMessage
        Accessible.name: problem.title + ". " + problem.sentence
        Accessible.description: problem.hint
        Keys.onEscapePressed: problem.close()
        Icon {
            x: 24
            y: 26
            glyph: "error"
            size: 20
            color: Theme.danger
        }
        Column {
            id: body
            x: 56
            y: 24
            width: parent.width - x - 24
            spacing: 8
            Txt { width: parent.width; text: problem.title; type: Type.title }
            Txt { width: parent.width; text: problem.sentence; type: Type.prose; wrapMode: Text.Wrap }
            Txt { width: parent.width; text: problem.hint; type: Type.prose; color: Theme.text2; wrapMode: Text.Wrap }
        }
        Row {
            anchors.right: parent.right
            anchors.rightMargin: 24
            y: body.y + body.height + 28
            spacing: Space.buttonGap
            Button {
                text: qsTr("Quit")
                kind: "primary"
                focus: true
                onClicked: problem.close()
            }
        }
    }
}
