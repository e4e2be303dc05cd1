import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// First run: the mark, the hardware, one card with one button, one line on privacy. No rail.
FocusScope {
    id: page

    required property OnboardingModel onboarding
    required property DeviceListModel devices
    readonly property bool found: onboarding.phase === "found"

    Rectangle {
        anchors.fill: parent
        color: Theme.rail
    }
    Column {
        id: column
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.max(16, Math.round((parent.height - height) / 2))
        width: Math.min(560, parent.width - 48)
        Item {
            width: parent.width
            height: 65
            Image {
                anchors.left: parent.left
                anchors.leftMargin: -4
                y: -2
                width: 44
                height: 44
                sourceSize.width: 44
                sourceSize.height: 44
                source: "qrc:/snug/icons/snug.svg"
                Accessible.ignored: true
            }
            Txt {
                anchors.left: parent.left
                anchors.leftMargin: 52
                y: 5
                text: "Snug"
                type: Type.display
                Accessible.ignored: false
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
        }
        Rectangle {
            width: parent.width
            height: hardware.height
            radius: Space.radiusCard
            color: "transparent"
            border.width: 1
            border.color: Theme.line
            Column {
                id: hardware
                width: parent.width
                Repeater {
                    model: page.devices.rows
                    HardwareRow { width: hardware.width }
                }
            }
        }
        Item { width: 1; height: 16 }
        Loader {
            id: card
            width: parent.width
            focus: true
            sourceComponent: page.found ? foundCard : page.onboarding.phase === "measuring" ? measuringCard
                : page.onboarding.hasRecommended ? recommendedCard : nothingCard
        }
        Item { width: 1; height: 30 }
        Txt {
            width: parent.width
            text: qsTr("No account. Nothing leaves this machine; Snug calls huggingface.co only to search and download.")
            type: Type.small
            color: Theme.text3
            wrapMode: Text.Wrap
        }
    }
    Component {
        id: foundCard
        FoundCard { onboarding: page.onboarding }
    }
    Component {
        id: recommendedCard
        RecommendedCard { onboarding: page.onboarding }
    }
    Component {
        id: nothingCard
        NothingCard { onboarding: page.onboarding }
    }
    Component {
        id: measuringCard
        Rectangle {
            implicitHeight: 120
            radius: Space.radiusCard
            color: Theme.base
            border.width: 1
            border.color: Theme.lineStrong
            Column {
                anchors.left: parent.left
                anchors.leftMargin: 20
                y: 20
                spacing: 14
                SkeletonBar { width: 180 }
                SkeletonBar { width: 320 }
                SkeletonBar { width: 260 }
            }
        }
    }
}
