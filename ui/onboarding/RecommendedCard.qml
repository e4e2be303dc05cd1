import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Nothing was found: one model, its bar, verdict and speed; one button with the size of the download.
Rectangle {
    id: card

    required property OnboardingModel onboarding
    readonly property bool planned: onboarding.plan !== null

    implicitHeight: badges.y + 42 + foot.height
    radius: Space.radiusDialog
    color: Theme.base
    border.width: 1
    border.color: Theme.lineStrong
    Txt { anchors.left: parent.left; anchors.leftMargin: 20; y: 16; text: card.onboarding.title; type: Type.page }
    Tag { anchors.left: parent.left; anchors.leftMargin: 20; y: 52; text: card.onboarding.quant; mono: true }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 20 + Math.max(44, 10 + 7 * card.onboarding.quant.length)
        y: 52
        text: Format.listed([Format.fileSize(card.onboarding.sizeBytes), card.onboarding.licence, card.onboarding.sourceText], " · ")
        color: Theme.text2
    }
    MemoryBar {
        id: bar
        visible: card.planned
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: 88
        width: parent.width - 40
        parts: card.planned ? card.onboarding.plan.parts : null
        totalBytes: card.planned ? card.onboarding.plan.totalBytes : 0
        needBytes: card.planned ? card.onboarding.plan.needBytes : 0
        otherBytes: card.planned ? card.onboarding.plan.otherBytes : 0
        name: card.planned ? card.onboarding.plan.name : ""
    }
    MemoryLegend {
        id: legend
        visible: card.planned
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: 110
        width: parent.width - 24
        parts: bar.parts
        totalBytes: bar.totalBytes
        needBytes: bar.needBytes
        otherBytes: bar.otherBytes
    }
    Row {
        id: badges
        anchors.left: parent.left
        anchors.leftMargin: 20
        y: card.planned ? 142 : 88
        spacing: 8
        VerdictBadge { verdict: card.onboarding.verdict; text: card.onboarding.verdictText; bare: false }
        Txt {
            height: 20
            text: card.onboarding.rate < 0 ? "" : qsTr("about %1 tok/s on the %2").arg(Format.whole(card.onboarding.rate)).arg(card.onboarding.rateDevice)
            color: Theme.text2
        }
    }
    FirstRunFoot {
        id: foot
        y: card.height - height
        width: parent.width
        glyph: "download"
        actText: qsTr("Download and chat")
        trailing: Format.fileSize(card.onboarding.sizeBytes)
        note: card.onboarding.downloadSeconds < 0 ? ""
            : qsTr("%1 at %2 Mbit/s").arg(Format.duration(card.onboarding.downloadSeconds)).arg(card.onboarding.linkMbit)
        otherText: qsTr("Choose another")
        onActed: card.onboarding.start()
        onOtherWanted: card.onboarding.browse()
    }
}
