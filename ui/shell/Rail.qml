import QtQuick
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// The rail: places, and at its bottom the memory meter and Settings.
FocusScope {
    id: rail

    required property AppModel app

    function choose(place: string) {
        app.place = place;
    }

    function showLoaded() {
        meter.clicked();
    }

    width: Space.rail
    Accessible.role: Accessible.ToolBar
    Accessible.name: qsTr("Places")
    Rectangle {
        anchors.fill: parent
        color: Theme.rail
    }
    VLine {
        anchors.right: parent.right
        height: parent.height
    }
    Column {
        y: 9
        width: parent.width
        spacing: 4
        RailPlace { text: qsTr("Chat"); glyph: "chat"; current: rail.app.place === "chat"; number: 1; focus: true; onClicked: rail.choose("chat") }
        RailPlace { visible: rail.app.hasModels; text: qsTr("Models"); glyph: "models"; current: rail.app.place === "models"; number: 2; badge: rail.app.runningDownloads; onClicked: rail.choose("models") }
        RailPlace { visible: rail.app.hasLab; text: qsTr("Lab"); glyph: "lab"; current: rail.app.place === "lab"; number: 3; onClicked: rail.choose("lab") }
        RailPlace { visible: rail.app.hasServer; text: qsTr("Server"); glyph: "server"; current: rail.app.place === "server"; number: 4; onClicked: rail.choose("server") }
    }
    RailMeter {
        id: meter
        y: parent.height - 134
        devices: rail.app.devices
    }
    RailPlace {
        y: parent.height - 57
        text: qsTr("Settings")
        glyph: "settings"
        current: rail.app.place === "settings"
        number: 5
        onClicked: rail.choose("settings")
    }
}
