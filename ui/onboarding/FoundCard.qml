pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Models that are on this machine already: one is chosen, one button.
Rectangle {
    id: card

    required property OnboardingModel onboarding

    implicitHeight: list.y + list.height + 12 + foot.height
    radius: Space.radiusDialog
    color: Theme.base
    border.width: 1
    border.color: Theme.lineStrong
    Txt { anchors.left: parent.left; anchors.leftMargin: 20; y: 17; text: qsTr("You already have models"); type: Type.title }
    Txt { anchors.left: parent.left; anchors.leftMargin: 20; y: 43; text: qsTr("Snug reads them where they are. Nothing is copied or changed."); color: Theme.text2 }
    Column {
        id: list
        anchors.left: parent.left
        anchors.leftMargin: 12
        y: 78
        width: parent.width - 24
        Repeater {
            model: card.onboarding.found
            FoundRow {
                width: list.width
                onPicked: card.onboarding.choose(index)
            }
        }
    }
    FirstRunFoot {
        id: foot
        y: card.height - height
        width: parent.width
        actText: qsTr("Chat with %1").arg(card.onboarding.chosenTitle)
        note: card.onboarding.loadSeconds < 0 ? "" : qsTr("Loads in about %1").arg(Format.duration(card.onboarding.loadSeconds))
        otherText: qsTr("Add a file")
        onActed: card.onboarding.start()
        onOtherWanted: card.onboarding.addFile()
    }
}
