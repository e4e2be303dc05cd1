pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Snug.Style
import Snug.Components
import Snug.ViewModels

/// What the model picker shows.
Rectangle {
    id: body

    required property ModelPickerModel picker
    property string settingsKeys
    signal done()

    function begin() {
        field.forceActiveFocus(Qt.PopupFocusReason);
        field.selectAll();
        list.currentIndex = list.firstModel(0, 1);
    }
    function current(): PickerRow {
        return list.itemAtIndex(list.currentIndex) as PickerRow;
    }

    implicitWidth: 416
    implicitHeight: list.y + Math.min(list.contentHeight, 340) + 7 + 42
    radius: Space.radiusMenu
    color: Theme.popover
    border.width: 1
    border.color: Theme.edge
    Accessible.role: Accessible.PopupMenu
    Accessible.name: qsTr("Choose a model")
    TextField {
        id: field
        anchors.left: parent.left
        anchors.leftMargin: 10
        y: 10
        width: parent.width - 20
        glyph: "search"
        placeholderText: qsTr("Load a model")
        text: body.picker.query
        onTextEdited: {
            body.picker.query = text;
            list.currentIndex = list.firstModel(0, 1);
        }
        Keys.onPressed: event => {
            const row = body.current();
            switch (event.key) {
            case Qt.Key_Down: list.currentIndex = list.firstModel(list.currentIndex + 1, 1); break;
            case Qt.Key_Up: list.currentIndex = list.firstModel(list.currentIndex - 1, -1); break;
            case Qt.Key_Return:
            case Qt.Key_Enter:
                if (row !== null) {
                    body.done();
                    if (event.modifiers & Qt.ControlModifier)
                        body.picker.loadWithSettings(row.modelId);
                    else
                        body.picker.load(row.modelId);
                }
                break;
            default: return;
            }
            event.accepted = true;
        }
    }
    ListView {
        id: list
        anchors.left: parent.left
        anchors.leftMargin: 5
        y: 48
        width: parent.width - 10
        height: Math.min(contentHeight, 340)
        clip: true
        model: body.picker.rows
        boundsBehavior: Flickable.StopAtBounds
        highlightFollowsCurrentItem: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Models")
        T.ScrollBar.vertical: ScrollBar {}
        delegate: PickerRow {
            width: ListView.view.width
            highlighted: ListView.isCurrentItem
            onHoveredOver: list.currentIndex = index
            onPicked: {
                body.done();
                body.picker.load(modelId);
            }
            onStarred: body.picker.setFavourite(modelId, !favourite)
        }
        /// The next row from `from` that is a model; stays where it is at an end.
        function firstModel(from: int, by: int): int {
            for (let row = from; row >= 0 && row < count; row += by) {
                const item = itemAtIndex(row) as PickerRow;
                if (item === null || item.rowKind === "model")
                    return row;
            }
            return Math.max(0, currentIndex);
        }
    }
    HLine {
        id: line
        anchors.left: parent.left
        anchors.leftMargin: 1
        y: list.y + list.height + 6
        width: parent.width - 2
    }
    Row {
        anchors.left: parent.left
        anchors.leftMargin: 6
        y: line.y + 9
        Button {
            kind: "ghost"
            extent: "small"
            glyph: "settings"
            text: qsTr("Load with settings")
            trailing: body.settingsKeys
            onClicked: {
                const row = body.current();
                body.done();
                if (row !== null)
                    body.picker.loadWithSettings(row.modelId);
            }
        }
        Button {
            kind: "ghost"
            extent: "small"
            glyph: "eject"
            text: qsTr("Unload")
            onClicked: {
                body.done();
                body.picker.unload();
            }
        }
    }
}
