pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// How full the context is; press for what fills it.
T.AbstractButton {
    id: gauge

    required property ComposerModel composer
    readonly property real share: composer.contextTokens > 0 ? composer.usedTokens / composer.contextTokens : 0

    implicitWidth: 64 + 8 + label.implicitWidth
    implicitHeight: 28
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Context %1 of %2 tokens").arg(Format.whole(composer.usedTokens)).arg(Format.whole(composer.contextTokens))
    Keys.onReturnPressed: gauge.clicked()
    onClicked: parts.open()
    contentItem: Item {
        Rectangle {
            anchors.left: parent.left
            y: Math.round((parent.height - height) / 2) + 1
            width: 64
            height: 4
            radius: 2
            color: Theme.track
            Rectangle {
                anchors.left: parent.left
                width: gauge.share <= 0 ? 0 : Math.max(1, Math.round(64 * Math.min(1, gauge.share)))
                height: 4
                radius: 2
                color: gauge.share >= 0.9 ? Theme.no : gauge.share >= 0.75 ? Theme.tight : Theme.text3
            }
        }
        Txt {
            id: label
            anchors.left: parent.left
            anchors.leftMargin: 72
            height: parent.height
            text: qsTr("%1 / %2").arg(Format.gauge(gauge.composer.usedTokens)).arg(Format.context(gauge.composer.contextTokens))
            type: Type.figureSmall
            color: Theme.text2
        }
    }
    FocusRing {
        visible: gauge.visualFocus
        inset: -4
    }
    T.Popup {
        id: parts
        y: -implicitHeight - 6
        x: gauge.width - width
        implicitWidth: 240
        implicitHeight: list.implicitHeight + 20
        padding: 10
        focus: true
        background: PopupGround {}
        contentItem: Column {
            id: list
            Txt {
                height: 24
                text: qsTr("%1 of %2 tokens").arg(Format.whole(gauge.composer.usedTokens)).arg(Format.whole(gauge.composer.contextTokens))
                type: Type.bodyMedium
            }
            Repeater {
                model: gauge.composer.contextParts
                Item {
                    required property string label
                    required property int tokens
                    width: 220
                    height: 22
                    Txt { anchors.left: parent.left; height: 22; width: 150; text: parent.label; type: Type.small; color: Theme.text2; elide: Text.ElideRight }
                    Txt { anchors.right: parent.right; height: 22; text: Format.whole(parent.tokens); type: Type.figure }
                }
            }
        }
    }
}
