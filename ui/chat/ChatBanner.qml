import QtQuick
import Snug.Components
import Snug.ViewModels

/// The line above the composer: the context is nearly full, the prompt too long, a device lost.
Banner {
    id: banner

    required property ConversationModel conversation

    kind: conversation.bannerKind === "deviceLost" || conversation.bannerKind === "promptTooLong" ? "no" : "tight"
    text: conversation.bannerText
    firstAction: labels.count > 0 ? (labels.objectAt(0) as BannerLabel).label : ""
    secondAction: labels.count > 1 ? (labels.objectAt(1) as BannerLabel).label : ""
    onFirstChosen: conversation.bannerAct(0)
    onSecondChosen: conversation.bannerAct(1)

    readonly property Instantiator labels: Instantiator {
        model: banner.conversation.bannerActions
        delegate: BannerLabel {}
    }
}
