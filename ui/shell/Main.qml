import QtQuick
import Snug.Style
import Snug.ViewModels

/// The window. The composition root gives it `app`, which keeps its size and whether it is maximized between starts.
Window {
    id: window

    required property AppModel app

    width: app.windowWidth > 0 ? app.windowWidth : 1280
    height: app.windowHeight > 0 ? app.windowHeight : 800
    visible: true
    minimumWidth: 960
    minimumHeight: 640
    visibility: app.windowMaximized ? Window.Maximized : Window.Windowed
    LayoutMirroring.enabled: Qt.locale().textDirection === Qt.RightToLeft
    LayoutMirroring.childrenInherit: true
    color: Theme.base
    title: qsTr("%1 - Snug").arg(frame.placeTitle)
    onWidthChanged: keep.restart()
    onHeightChanged: keep.restart()
    onVisibilityChanged: keep.restart()

    // A window grows before it says that it is maximized; what is kept is what holds after that.
    Timer {
        id: keep
        interval: 300
        onTriggered: {
            if (window.visibility === Window.Maximized) {
                window.app.windowMaximized = true;
            } else if (window.visibility === Window.Windowed) {
                // Both are read first: writing one lets the window take what is kept for the other.
                const width = window.width;
                const height = window.height;
                window.app.windowMaximized = false;
                window.app.windowWidth = width;
                window.app.windowHeight = height;
            }
        }
    }
    Frame {
        id: frame
        anchors.fill: parent
        app: window.app
        focus: true
        onFullScreenWanted: {
            if (window.visibility !== Window.FullScreen)
                window.showFullScreen();
            else if (window.app.windowMaximized)
                window.showMaximized();
            else
                window.showNormal();
        }
        onQuitWanted: window.close()
    }
}
