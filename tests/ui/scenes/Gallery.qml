pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style
import Snug.Components
import Snug.Models
import Snug.ViewModels

/// Every component with its states.
Scene {
    id: gallery

    component Heading: Txt {
        type: Type.microBold
        color: Theme.text3
    }
    component Name: Txt {
        type: Type.small
        color: Theme.text2
    }

    Heading { x: 24; y: 16; text: "Buttons" }
    Repeater {
        model: ["Default", "Hover", "Pressed", "Focus", "Disabled"]
        Txt {
            required property int index
            required property string modelData
            x: 108 + 84 * index
            y: 16
            text: modelData
            type: Type.micro
            color: Theme.text3
        }
    }
    Repeater {
        model: ["Primary", "Secondary", "Ghost", "Danger"]
        Item {
            id: line
            required property int index
            required property string modelData
            readonly property string kind: modelData.toLowerCase()
            y: 40 + 44 * index
            Name { x: 24; y: 7; text: line.modelData }
            Repeater {
                model: ["", "hover", "press", "focus", ""]
                Button {
                    required property int index
                    required property string modelData
                    x: 108 + 84 * index
                    kind: line.kind
                    look: modelData
                    enabled: index < 4
                    text: ["Load", "Export", "Cancel", "Delete"][line.index]
                }
            }
        }
    }
    Name { x: 24; y: 222; text: "Icon" }
    Repeater {
        model: ["", "hover", "press", "focus", ""]
        IconButton {
            required property int index
            required property string modelData
            x: 108 + 84 * index
            y: 216
            glyph: "regenerate"
            text: "Regenerate"
            look: modelData
            enabled: index < 4
        }
    }
    Name { x: 24; y: 260; text: "Small, icon" }
    Button { x: 108; y: 256; extent: "small"; text: "Try again" }
    Button { x: 192; y: 256; extent: "small"; kind: "ghost"; glyph: "copy"; text: "Copy" }
    Button { x: 276; y: 253; kind: "primary"; glyph: "download"; text: "Download Q5_K_M"; trailing: "5.73 GB" }

    Heading { x: 24; y: 312; text: "Inputs" }
    TextField { x: 24; y: 334; glyph: "search"; placeholderText: "Search chats" }
    TextField { x: 184; y: 334; text: "Thesis"; look: "hover" }
    TextField { x: 344; y: 334; text: "32768"; mono: true; look: "focus" }
    Select { x: 24; y: 378; label: "Preset"; model: ["Careful reader", "Plain"] }
    TextField { x: 184; y: 378; text: "ftp://mirror"; mono: true; failed: true }
    TextField { x: 344; y: 378; text: "read only"; enabled: false }
    FieldError { x: 184; y: 413; text: "Must begin with https://" }
    Slider { x: 24; y: 446; width: 140; value: 0.33 }
    Slider { x: 184; y: 446; width: 140; value: 0.61; limit: 0.75; look: "focus" }
    Slider { x: 344; y: 446; width: 140; value: 0.5; enabled: false }
    Row {
        x: 24
        y: 482
        spacing: 14
        Check {}
        Check { look: "hover" }
        Check { checked: true }
        Check { checked: true; look: "focus" }
        Check { checked: true; enabled: false }
    }
    Row {
        x: 196
        y: 482
        spacing: 14
        Radio { autoExclusive: false }
        Radio { checked: true; autoExclusive: false }
        Radio { checked: true; look: "focus"; autoExclusive: false }
    }
    Row {
        x: 308
        y: 480
        spacing: 14
        Switch {}
        Switch { checked: true }
        Switch { checked: true; look: "focus" }
        Switch { checked: true; enabled: false }
    }
    Segment { x: 24; y: 520; labels: ["F16", "Q8_0", "Q4_0"]; mono: true }
    Segment { x: 190; y: 520; labels: ["Discover", "Library"]; currentIndex: 1 }

    Heading { x: 24; y: 568; text: "Verdicts, tags, keys" }
    Row {
        x: 24
        y: 590
        spacing: 8
        Repeater {
            model: ["fits", "tight", "partial", "pages", "no", "unknown"]
            VerdictBadge {
                required property string modelData
                verdict: modelData
                bare: false
            }
        }
    }
    Row {
        x: 24
        y: 620
        spacing: 14
        Repeater {
            model: ["fits", "tight", "partial", "pages", "no", "unknown"]
            VerdictBadge {
                required property string modelData
                verdict: modelData
            }
        }
    }
    Row {
        x: 24
        y: 652
        spacing: 8
        Tag { text: "Q4_K_M"; mono: true }
        Tag { text: "Recommended"; kind: "soft" }
        Tag { text: "Recommended"; kind: "solid" }
        Tag { text: "On disk" }
        KeyCap { text: "Ctrl" }
        KeyCap { text: "K" }
        KeyCap { text: "Esc" }
    }
    Heading { x: 24; y: 692; text: "Progress" }
    Progress { x: 24; y: 716; width: 150; value: 0.62 }
    Progress { x: 190; y: 716; width: 150; value: 0.3; phase: "paused" }
    Progress { x: 356; y: 716; width: 138; value: 1; phase: "done" }
    Name { x: 24; y: 726; text: "5.58 of 9.00 GB" }
    Name { x: 190; y: 726; text: "Paused" }
    Name { x: 356; y: 726; text: "Done" }
    MemoryBar {
        x: 24
        y: 758
        width: 450
        totalBytes: 10.75
        needBytes: 10.18
        otherBytes: 1.75
        parts: ListModel {
            ListElement { part: "weights"; bytes: 4.5; detail: "" }
            ListElement { part: "kv"; bytes: 3.58; detail: "" }
            ListElement { part: "scratch"; bytes: 0.27; detail: "" }
            ListElement { part: "driver"; bytes: 0.35; detail: "" }
        }
    }

    VLine { x: 536; height: parent.height }
    Heading { x: 560; y: 16; text: "List rows" }
    Repeater {
        model: ["Normal", "Hover, with its menu", "Pressed", "Selected, the open one", "Keyboard focus", "Generating", "Chosen row in a table"]
        ListRow {
            id: row
            required property int index
            required property string modelData
            x: 560
            y: 38 + 32 * index
            width: 248
            text: modelData
            look: ["", "hover", "press", "", "", "", ""][index]
            selected: index === 3
            focused: index === 4
            chosen: index === 6
            Txt {
                x: 8
                height: 30
                text: row.text
                color: row.selected || row.chosen ? Theme.text : Theme.text2
                font.weight: row.selected ? Font.Medium : Font.Normal
            }
            Icon { visible: row.index === 1; x: 224; y: 7; glyph: "more" }
            Dot { visible: row.index === 5; x: 232; y: 12 }
        }
    }
    Heading { x: 560; y: 280; text: "Menu" }
    PopupGround {
        x: 560
        y: 302
        width: 248
        height: 202
        Column {
            x: 5
            y: 5
            MenuItem { glyph: "edit"; text: "Rename"; shortcut: "F2" }
            MenuItem { glyph: "pin"; text: "Pin"; shortcut: "Ctrl+Shift+P"; look: "hover" }
            MenuItem { glyph: "folder"; text: "Move to folder" }
            MenuItem { glyph: "duplicate"; text: "Duplicate" }
            MenuItem { glyph: "upload"; text: "Export"; enabled: false }
            MenuSeparator {}
            MenuItem { glyph: "trash"; text: "Delete"; shortcut: "Del"; danger: true }
        }
    }
    Heading { x: 560; y: 532; text: "Tooltip" }
    ToolTipBody { x: 560; y: 554; text: "Regenerate"; shortcut: "Ctrl+R" }
    Heading { x: 560; y: 604; text: "Toast with undo" }
    ToastBody { x: 560; y: 626; text: "Chat deleted"; undoable: true; remaining: 0.647 }
    Heading { x: 560; y: 692; text: "Jump to latest" }
    LatestPill { x: 560; y: 714 }

    Heading { x: 840; y: 16; text: "Dialog" }
    AskBody {
        x: 840
        y: 38
        title: "Stop this job?"
        text: "Q6_K and Q5_K_M are finished and stay. Q4_K_M is half done and would start over."
        safeText: "Keep running"
        actText: "Stop job"
        look: "focus"
    }
    Heading { x: 840; y: 236; text: "Model picker" }
    PickerBody {
        x: 840
        y: 258
        picker: ModelPickerModel {}
        settingsKeys: "Ctrl+Enter"
        Component.onCompleted: begin()
    }
    Heading { x: 840; y: 532; text: "Banners" }
    Banner { x: 840; y: 554; width: 416; text: "Context is 92 % full. Older turns go first."; secondAction: "Choose" }
    Banner { x: 840; y: 602; width: 416; kind: "no"; text: "The RTX 4070 stopped answering."; secondAction: "Continue on CPU" }
    Heading { x: 840; y: 664; text: "Loading rows, no shimmer" }
    Repeater {
        model: 3
        Item {
            id: bars
            required property int index
            y: 690 + 24 * index
            SkeletonBar { x: 840; width: [132, 180, 108][bars.index] }
            SkeletonBar { x: 840 + [142, 190, 118][bars.index]; width: 50 }
        }
    }
}
