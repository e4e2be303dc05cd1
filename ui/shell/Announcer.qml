import QtQuick
import Snug.ViewModels

/// The hidden live label: answer begun and ended, load and download ended, errors. Qt 6.4 has no announcement: a screen
/// reader speaks an alert that comes into view, so the label is hidden, renamed and shown again for each sentence. Hiding and
/// showing raise ObjectHide and ObjectShow, the new name NameChanged.
Item {
    id: announcer

    required property AppModel app

    function say(text: string) {
        visible = false;
        Accessible.name = text;
        visible = true;
    }

    width: 1
    height: 1
    Accessible.role: Accessible.AlertMessage
    Accessible.name: ""
    Connections {
        target: announcer.app
        function onAnnounce(text: string) {
            announcer.say(text);
        }
    }
}
