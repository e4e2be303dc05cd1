import Snug.Style
import Snug.Components

/// Asks before an address is opened: nothing that a model wrote is followed unseen.
AskDialog {
    id: question

    property string url

    function ask(address: string) {
        url = address;
        open();
    }
    /// The address with its host in bold, everything escaped.
    function shown(): string {
        const parts = /^([a-z]+:\/\/)([^\/?#]*)(.*)$/i.exec(url);
        const safe = s => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
        return parts === null ? safe(url) : safe(parts[1]) + "<b>" + safe(parts[2]) + "</b>" + safe(parts[3]);
    }

    title: qsTr("Open this address?")
    plain: false
    text: shown()
    safeText: qsTr("Cancel")
    actText: qsTr("Open")
    danger: false
}
