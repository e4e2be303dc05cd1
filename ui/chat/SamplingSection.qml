pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// Sampling: the usual rows, the rest behind "More".
Column {
    id: section

    required property InspectorModel inspector
    property bool more: false

    SectionHead {
        id: head
        width: parent.width
        text: qsTr("Sampling")
        note: section.inspector.changedCount > 0 ? qsTr("%n changed", "", section.inspector.changedCount) : ""
    }
    Column {
        visible: head.open
        anchors.left: parent.left
        anchors.leftMargin: 16
        width: parent.width - 32
        topPadding: -1
        bottomPadding: 14
        Repeater {
            model: section.inspector.sampling
            SamplingRow {
                required property bool more
                visible: !more || section.more
                width: section.width - 32
                onValueChosen: value => section.inspector.setSample(index, value)
                onResetWanted: section.inspector.resetSample(index)
            }
        }
        Row {
            visible: section.more
            width: parent.width
            height: 40
            Txt { width: 96; height: 32; text: qsTr("Seed"); type: Type.small; color: Theme.text2 }
            TextField {
                width: parent.width - 96
                mono: true
                label: qsTr("Seed")
                placeholderText: qsTr("random")
                text: section.inspector.seed
                onEditingFinished: section.inspector.seed = text
            }
        }
        Row {
            visible: section.more
            width: parent.width
            height: 40
            Txt { width: 96; height: 32; text: qsTr("Stop at"); type: Type.small; color: Theme.text2 }
            TextField {
                width: parent.width - 96
                mono: true
                label: qsTr("Stop strings")
                text: section.inspector.stopStrings
                onEditingFinished: section.inspector.stopStrings = text
            }
        }
        Link {
            anchors.left: parent.left
            width: Math.min(implicitWidth, parent.width)
            topPadding: 4
            type: Type.small
            text: section.more ? qsTr("Fewer") : qsTr("More: penalties, seed, stop")
            onClicked: section.more = !section.more
        }
    }
}
