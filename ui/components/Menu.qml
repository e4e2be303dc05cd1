import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A menu: rows of 30, the destructive one last, after a separator.
T.Menu {
    id: menu

    property int extent: 248

    implicitWidth: extent
    implicitHeight: list.contentHeight + topPadding + bottomPadding
    padding: 5
    margins: 6
    overlap: 1
    cascade: true
    enter: Transition { NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Motion.popup } }
    background: PopupGround {}
    delegate: MenuItem {}
    contentItem: ListView {
        id: list
        implicitHeight: contentHeight
        model: menu.contentModel
        interactive: contentHeight > height
        clip: interactive
        currentIndex: menu.currentIndex
    }
}
