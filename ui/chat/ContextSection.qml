import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Context and KV type of this model, what they need, and the reload that a change takes.
Column {
    id: section

    required property InspectorModel inspector
    readonly property list<string> typeIds: ["f16", "q8_0", "q4_0"]
    readonly property bool planned: inspector.plan !== null

    SectionHead {
        id: head
        width: parent.width
        text: qsTr("Context")
        note: section.inspector.contextFits > 0 ? qsTr("fits up to %1").arg(Format.context(section.inspector.contextFits)) : ""
    }
    Column {
        visible: head.open
        anchors.left: parent.left
        anchors.leftMargin: 16
        width: parent.width - 32
        ContextSlider {
            width: parent.width
            tokens: section.inspector.contextTokens
            minimum: section.inspector.contextMin
            maximum: section.inspector.contextMax
            fits: section.inspector.contextFits
            onTokensChosen: tokens => section.inspector.contextTokens = tokens
        }
        Item {
            width: parent.width
            height: 56
            Txt { anchors.left: parent.left; y: 15; height: 28; anchors.right: types.left; anchors.rightMargin: 8; text: qsTr("KV cache"); type: Type.small; color: Theme.text2; elide: Text.ElideRight }
            Segment {
                id: types
                anchors.right: parent.right
                anchors.rightMargin: -1
                y: 14
                mono: true
                label: qsTr("KV cache type")
                labels: ["F16", "Q8_0", "Q4_0"]
                currentIndex: Math.max(0, section.typeIds.indexOf(section.inspector.kvType))
                onChosen: index => section.inspector.kvType = section.typeIds[index]
            }
        }
        MemoryBar {
            visible: section.planned
            width: parent.width
            parts: section.planned ? section.inspector.plan.parts : null
            totalBytes: section.planned ? section.inspector.plan.totalBytes : 0
            needBytes: section.planned ? section.inspector.plan.needBytes : 0
            otherBytes: section.planned ? section.inspector.plan.otherBytes : 0
            name: section.planned ? section.inspector.plan.name : ""
            description: needed.text
        }
        Item {
            visible: section.planned
            width: parent.width
            height: 32
            Txt {
                id: needed
                y: 8
                anchors.left: parent.left
                anchors.right: verdict.left
                anchors.rightMargin: 8
                text: section.planned ? qsTr("%1 of %2 GiB available").arg(Format.gib(section.inspector.plan.needBytes, 2))
                    .arg(Format.gib(section.inspector.plan.availableBytes, 2)) : ""
                type: Type.small
                color: Theme.text2
                elide: Text.ElideRight
            }
            VerdictBadge {
                id: verdict
                anchors.right: parent.right
                anchors.rightMargin: 1
                y: 6
                verdict: section.planned ? section.inspector.plan.verdict : ""
            }
        }
        Item {
            visible: section.inspector.needsReload
            width: parent.width
            height: 34
            Txt { anchors.left: parent.left; height: 26; y: 4; text: qsTr("Takes a reload, %1").arg(Format.duration(section.inspector.reloadSeconds)); type: Type.small; color: Theme.text2 }
            Button { anchors.right: parent.right; y: 4; extent: "small"; text: qsTr("Reload"); onClicked: section.inspector.reload() }
        }
    }
}
