import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The words above the composer of a new chat.
Column {
    id: empty

    required property ModelStatus status
    readonly property bool none: !status.hasModels || status.phase === "none"
    signal findModelWanted()
    signal addFileWanted()

    spacing: 4
    Txt {
        anchors.left: parent.left
        text: empty.none ? qsTr("No model yet") : qsTr("New chat")
        type: Type.page
        Accessible.ignored: false
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Txt {
        width: empty.width
        text: empty.none ? qsTr("Choose one that fits this machine.")
            : empty.status.phase === "loaded"
                ? (empty.status.expectedRate >= 0
                    ? qsTr("%1 is loaded. %2 context, about %3 tok/s.").arg(empty.status.name).arg(Format.context(empty.status.contextTokens)).arg(Format.whole(empty.status.expectedRate))
                    : qsTr("%1 is loaded. %2 context.").arg(empty.status.name).arg(Format.context(empty.status.contextTokens)))
                : empty.status.phase === "loading" ? qsTr("%1 is loading.").arg(empty.status.name)
                : empty.status.expectedLoad >= 0
                    ? qsTr("%1 loads when you send. About %2.").arg(empty.status.name).arg(Format.duration(empty.status.expectedLoad))
                    : qsTr("%1 loads when you send.").arg(empty.status.name)
        color: Theme.text2
        wrapMode: Text.Wrap
    }
    Item {
        visible: empty.none
        width: 1
        height: 4
    }
    Row {
        anchors.left: parent.left
        visible: empty.none
        spacing: Space.buttonGap
        Button { kind: "primary"; text: qsTr("Find a model"); onClicked: empty.findModelWanted() }
        Button { text: qsTr("Add a file"); onClicked: empty.addFileWanted() }
    }
}
