import QtQuick
import Snug.ViewModels

/// The hidden live label: answer begun and ended, load and download ended, errors.
Item {
    id: announcer

    required property AppModel app

    width: 1
    height: 1
    Accessible.role: Accessible.AlertMessage
    Accessible.name: ""
    Connections {
        target: announcer.app
        function onAnnounce(text: string) {
            announcer.Accessible.name = text;
        }
    }
}
