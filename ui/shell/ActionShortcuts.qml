pragma ComponentBehavior: Bound

import QtQuick
import Snug.ViewModels

/// One Shortcut for each action of the registry that has keys. Del and Escape belong to the item in focus.
Instantiator {
    id: keys

    required property ActionRegistry actions
    property bool enabled: true

    model: actions.rows
    delegate: Shortcut {
        required property string actionId
        required property string shortcut
        required property bool available
        sequence: shortcut
        enabled: keys.enabled && available && shortcut !== "" && shortcut !== "Del"
        context: Qt.WindowShortcut
        onActivated: keys.actions.trigger(actionId)
    }
}
