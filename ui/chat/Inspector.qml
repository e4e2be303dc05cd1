import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// This chat: system prompt, sampling, context. Nothing here reloads by itself.
FocusScope {
    id: pane

    required property InspectorModel inspector
    required property ComposerModel composer
    /// Lies over the conversation: an edge line instead of a separator
    property bool overlaid: false

    Rectangle {
        anchors.fill: parent
        color: Theme.side
    }
    VLine {
        height: parent.height
        color: pane.overlaid ? Theme.edge : Theme.line
    }
    Txt {
        anchors.left: parent.left
        anchors.leftMargin: 17
        y: 15
        text: qsTr("This chat")
        type: Type.bodyBold
    }
    Button {
        id: save
        anchors.right: parent.right
        anchors.rightMargin: 10
        y: 11
        kind: "ghost"
        extent: "small"
        text: qsTr("Save as preset")
        onClicked: naming.open()
    }
    T.Popup {
        id: naming
        x: pane.width - width - 12
        y: 42
        implicitWidth: 248
        implicitHeight: 52
        padding: 10
        focus: true
        background: PopupGround {}
        onOpened: presetName.forceActiveFocus(Qt.PopupFocusReason)
        contentItem: TextField {
            id: presetName
            placeholderText: qsTr("Name of the preset")
            onAccepted: {
                if (text.trim() !== "")
                    pane.inspector.saveAsPreset(text.trim());
                text = "";
                naming.close();
            }
        }
    }
    HLine {
        anchors.left: parent.left
        anchors.leftMargin: 1
        y: 48
        width: parent.width - 1
    }
    Flickable {
        anchors.left: parent.left
        anchors.leftMargin: 1
        y: 49
        width: parent.width - 1
        height: parent.height - y
        contentHeight: sections.height + 24
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ScrollBar {}
        Column {
            id: sections
            width: parent.width
            SystemPromptSection {
                width: parent.width
                inspector: pane.inspector
                composer: pane.composer
            }
            HLine { width: parent.width }
            SamplingSection {
                width: parent.width
                inspector: pane.inspector
            }
            HLine { width: parent.width }
            ContextSection {
                width: parent.width
                inspector: pane.inspector
            }
        }
    }
}
