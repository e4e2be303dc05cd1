import QtQuick
import Snug.Style
import Snug.ViewModels

/// The window. The composition root gives it `app`.
Window {
    id: window

    required property AppModel app

    width: 1280
    height: 800
    minimumWidth: 960
    minimumHeight: 640
    visible: true
    color: Theme.base
    title: qsTr("%1 - Snug").arg(frame.placeTitle)
    Frame {
        id: frame
        anchors.fill: parent
        app: window.app
        focus: true
        onFullScreenWanted: window.visibility = window.visibility === Window.FullScreen ? Window.Windowed : Window.FullScreen
        onQuitWanted: window.close()
    }
}
