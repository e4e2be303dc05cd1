import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// What Snug is, and the licences; version and diagnostics are rows above.
Column {
    id: about

    required property SettingsModel settings

    topPadding: 24
    spacing: 16
    Row {
        spacing: 12
        Image {
            width: 40
            height: 40
            sourceSize.width: 40
            sourceSize.height: 40
            source: "qrc:/snug/icons/snug.svg"
            Accessible.ignored: true
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            Txt { text: qsTr("Snug"); type: Type.bodyMedium }
            Txt { text: qsTr("Runs language models on your own machine."); type: Type.small; color: Theme.text2 }
        }
    }
    Txt { text: qsTr("Licences"); type: Type.smallBold; color: Theme.text2 }
    Txt { width: about.width; text: about.settings.noticesText; type: Type.small; color: Theme.text2; wrapMode: Text.Wrap }
}
