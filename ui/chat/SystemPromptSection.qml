import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The system prompt: preset, text, tokens.
Column {
    id: section

    required property InspectorModel inspector
    required property ComposerModel composer

    SectionHead {
        id: head
        width: parent.width
        text: qsTr("System prompt")
        note: section.inspector.systemTokens >= 0 ? qsTr("%n tokens", "", section.inspector.systemTokens) : ""
    }
    Item {
        visible: head.open
        width: parent.width
        height: frame.y + frame.height + 14
        Select {
            id: select
            anchors.left: parent.left
            anchors.leftMargin: 16
            width: parent.width - 32
            height: Type.rowHeight(30)
            label: qsTr("Preset")
            model: section.composer.presets
            textRole: "title"
            valueRole: "presetId"
            shown: section.inspector.presetName
            onActivated: section.composer.choosePreset(String(currentValue))
        }
        Rectangle {
            id: frame
            anchors.left: parent.left
            anchors.leftMargin: 16
            y: select.height + 8
            width: parent.width - 32
            height: Math.min(200, Math.max(76, area.implicitHeight + 16))
            radius: Space.radius
            color: Theme.field
            border.width: area.activeFocus ? 2 : 1
            border.color: area.activeFocus ? Theme.accent : Theme.lineStrong
            Flickable {
                id: scroll
                anchors.fill: parent
                anchors.margins: 8
                anchors.leftMargin: 10
                anchors.rightMargin: 6
                contentHeight: area.implicitHeight
                contentWidth: width
                clip: true
                boundsBehavior: Flickable.StopAtBounds
                T.ScrollBar.vertical: ScrollBar {}
                LinedArea {
                    id: area
                    width: scroll.width
                    type: Type.body
                    label: qsTr("System prompt")
                    placeholderText: qsTr("None")
                    text: section.inspector.systemPrompt
                    onTextChanged: if (activeFocus) section.inspector.systemPrompt = text
                }
            }
        }
    }
}
