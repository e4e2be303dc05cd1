import QtQuick
import Snug.Style
import Snug.Components

// Loader creates its components in a context of its own, which Qt 6.4 refuses for bound ones: ids of this file are reached unbound.
// qmllint disable unqualified

/// The control of a settings row, by its kind.
Loader {
    id: control

    required property string title
    required property string kind
    required property string value
    required property string options
    required property real minimum
    required property real maximum
    required property bool locked
    required property string actionText
    /// What was typed last was not taken: the text of the value itself is then a way back.
    required property bool refused
    readonly property list<string> entries: options === "" ? [] : options.split("\n")
    signal chosen(string value)
    signal acted()

    function idAt(index: int): string {
        return String(entries[index]).split("\t")[0];
    }
    function indexOfValue(): int {
        for (let i = 0; i < entries.length; ++i) {
            if (idAt(i) === value)
                return i;
        }
        return -1;
    }
    function titles(): list<string> {
        const list = [];
        for (const entry of entries)
            list.push(String(entry).split("\t")[1]);
        return list;
    }

    sourceComponent: {
        switch (kind) {
        case "switch": return toggle;
        case "segment": return segment;
        case "choice": return choice;
        case "text":
        case "number": return field;
        case "path": return path;
        case "button": return button;
        case "info": return info;
        }
        return null;
    }
    Component {
        id: toggle
        Switch {
            text: control.title
            enabled: !control.locked
            checked: control.value === "true"
            onToggled: control.chosen(checked ? "true" : "false")
        }
    }
    Component {
        id: segment
        Segment {
            label: control.title
            enabled: !control.locked
            labels: control.titles()
            currentIndex: Math.max(0, control.indexOfValue())
            onChosen: index => control.chosen(control.idAt(index))
        }
    }
    Component {
        id: choice
        Select {
            width: 170
            label: control.title
            enabled: !control.locked
            model: control.titles()
            currentIndex: control.indexOfValue()
            onActivated: index => control.chosen(control.idAt(index))
        }
    }
    Component {
        id: field
        TextField {
            width: control.kind === "number" ? 96 : 240
            label: control.title
            mono: true
            glyph: control.locked ? "lock" : ""
            readOnly: control.locked
            text: control.value
            onEditingFinished: if (text !== control.value || control.refused) control.chosen(text)
        }
    }
    Component {
        id: path
        Row {
            spacing: 8
            TextField {
                width: 240
                label: control.title
                mono: true
                glyph: control.locked ? "lock" : ""
                readOnly: control.locked
                text: control.value
                onEditingFinished: if (text !== control.value || control.refused) control.chosen(text)
            }
            IconButton { extent: 32; glyph: "folder"; text: qsTr("Choose a folder"); enabled: !control.locked; onClicked: control.acted() }
        }
    }
    Component {
        id: button
        Row {
            spacing: 8
            Txt { height: 32; width: Math.min(implicitWidth, 240); text: control.value; type: Type.small; color: Theme.text2; elide: Text.ElideMiddle }
            Button { text: control.actionText; onClicked: control.acted() }
        }
    }
    Component {
        id: info
        Txt { text: control.value; type: Type.figure; color: Theme.text2 }
    }
}
