import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Nothing was found and nothing can be downloaded: a model file from this machine.
Rectangle {
    id: card

    required property OnboardingModel onboarding

    implicitHeight: 88 + foot.height
    radius: Space.radiusDialog
    color: Theme.base
    border.width: 1
    border.color: Theme.lineStrong
    Txt { anchors.left: parent.left; anchors.leftMargin: 20; y: 17; text: qsTr("No models yet"); type: Type.title }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: 43
        width: parent.width - 40
        text: qsTr("Snug runs GGUF files. It reads them where they are; nothing is copied or changed.")
        color: Theme.text2
        wrapMode: Text.Wrap
    }
    FirstRunFoot {
        id: foot
        y: card.height - height
        width: parent.width
        glyph: "plus"
        actText: qsTr("Add a model file")
        note: ""
        otherText: qsTr("Browse models")
        onActed: card.onboarding.addFile()
        onOtherWanted: card.onboarding.browse()
    }
}
