import QtQuick
import Snug.Style

/// A verdict: glyph and word, bare in lists, with its soft ground once per card. Never colour alone.
Rectangle {
    id: badge

    /// fits tight partial pages no unknown; empty draws nothing
    property string verdict
    /// The word, or its long form: "Fits, 1.01 GiB to spare"
    property string text: badge.word(verdict)
    property bool bare: true
    /// Before the exact header is known: "about Fits" in text2
    property bool about: false
    readonly property color ink: about ? Theme.text2 : Theme.verdictInk(verdict)

    function word(verdict: string): string {
        switch (verdict) {
        case "fits": return qsTr("Fits");
        case "tight": return qsTr("Tight");
        case "partial": return qsTr("Partial");
        case "pages": return qsTr("From disk");
        case "no": return qsTr("Too large");
        case "unknown": return qsTr("Unknown");
        }
        return "";
    }

    visible: verdict !== ""
    implicitWidth: Math.ceil(row.implicitWidth) + (bare ? 0 : 13)
    implicitHeight: Type.rowHeight(20)
    radius: Space.radiusTag
    color: bare ? "transparent" : Theme.verdictSoft(verdict)
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Row {
        id: row
        anchors.left: parent.left
        anchors.leftMargin: badge.bare ? 0 : 5
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4
        Icon {
            glyph: badge.verdict === "no" ? "error" : badge.verdict
            size: 14
            color: badge.ink
            anchors.verticalCenter: parent.verticalCenter
        }
        Txt {
            text: badge.about ? qsTr("About %1", "forecast verdict").arg(badge.text.toLowerCase()) : badge.text
            type: Type.smallMedium
            color: badge.ink
        }
    }
}
