pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// A load that failed: what happened, the bar that shows it, fixes that act in one click with their need and speed.
Item {
    id: place

    required property LoadFailure failure
    readonly property bool hasPlan: failure !== null && failure.plan !== null

    implicitHeight: 10 + card.height + 8 + 34
    Accessible.role: Accessible.AlertMessage
    Accessible.name: failure === null ? "" : failure.title
    Accessible.description: failure === null ? "" : failure.sentence
    Rectangle {
        id: card
        y: 10
        width: parent.width
        height: fixes.y + fixes.height + 6
        radius: Space.radiusCard
        color: Theme.raised
        border.width: 1
        border.color: Theme.lineStrong
        Icon { anchors.left: parent.left; anchors.leftMargin: 18; y: 18; size: 18; glyph: "error"; color: Theme.no }
        Txt {
            id: heading
            anchors.left: parent.left
            anchors.leftMargin: 48
            y: 16
            anchors.right: parent.right
            anchors.rightMargin: 16
            text: place.failure === null ? "" : place.failure.title
            type: Type.title
            wrapMode: Text.Wrap
        }
        Txt {
            id: sentence
            anchors.left: parent.left
            anchors.leftMargin: 48
            y: heading.y + heading.height + 8
            anchors.right: parent.right
            anchors.rightMargin: 40
            text: place.failure === null ? "" : place.failure.sentence
            type: Type.prose
            color: Theme.text2
            wrapMode: Text.Wrap
        }
        MemoryBar {
            id: bar
            visible: place.hasPlan
            anchors.left: parent.left
            anchors.leftMargin: 48
            y: sentence.y + sentence.height + 18
            width: Math.min(608, parent.width - 72)
            parts: place.hasPlan ? place.failure.plan.parts : null
            totalBytes: place.hasPlan ? place.failure.plan.totalBytes : 0
            needBytes: place.hasPlan ? place.failure.plan.needBytes : 0
            otherBytes: place.hasPlan ? place.failure.plan.otherBytes : 0
            name: place.hasPlan ? place.failure.plan.name : ""
        }
        MemoryLegend {
            id: legend
            visible: place.hasPlan
            anchors.left: parent.left
            anchors.leftMargin: 48
            y: bar.y + bar.height + 13
            anchors.right: parent.right
            anchors.rightMargin: 16
            parts: place.hasPlan ? place.failure.plan.parts : null
            totalBytes: bar.totalBytes
            needBytes: bar.needBytes
            otherBytes: bar.otherBytes
        }
        HLine {
            id: line
            visible: offers.count > 0
            anchors.left: parent.left
            anchors.leftMargin: 1
            y: place.hasPlan ? legend.y + legend.height + 14 : sentence.y + sentence.height + 16
            width: parent.width - 2
        }
        Column {
            id: fixes
            anchors.left: parent.left
            anchors.leftMargin: 48
            y: line.y + 5
            anchors.right: parent.right
            Repeater {
                id: offers
                model: place.failure === null ? null : place.failure.fixes
                Item {
                    id: fix
                    required property int index
                    required property string title
                    required property string effect
                    required property string actionText
                    required property bool primary
                    width: fixes.width
                    height: 42
                    Txt {
                        id: title
                        anchors.left: parent.left
                        width: Math.min(implicitWidth, 236 - 8)
                        height: parent.height
                        text: fix.title
                        type: Type.bodyMedium
                        elide: Text.ElideRight
                    }
                    Txt {
                        anchors.left: parent.left
                        anchors.leftMargin: Math.max(236, title.width + 12)
                        anchors.right: act.left
                        anchors.rightMargin: 8
                        height: parent.height
                        text: fix.effect
                        type: Type.small
                        color: Theme.text2
                        elide: Text.ElideRight
                    }
                    Button {
                        id: act
                        anchors.right: parent.right
                        anchors.rightMargin: 24
                        y: 7
                        width: 96
                        height: 28
                        kind: fix.primary ? "primary" : "secondary"
                        extent: "small"
                        text: fix.actionText
                        Accessible.description: fix.title
                        onClicked: place.failure.apply(fix.index)
                    }
                }
            }
        }
    }
    Row {
        anchors.left: parent.left
        y: card.y + card.height + 12
        spacing: 5
        Button {
            visible: place.failure !== null && place.failure.canRetry
            kind: "ghost"
            extent: "small"
            glyph: "regenerate"
            text: qsTr("Measure again and retry")
            onClicked: place.failure.measureAndRetry()
        }
        Button {
            kind: "ghost"
            extent: "small"
            glyph: "copy"
            text: qsTr("Copy details")
            onClicked: place.failure.copyDetails()
        }
    }
}
