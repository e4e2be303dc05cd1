pragma ComponentBehavior: Bound

import QtQuick
import Snug.Style

/// The ground of every scene: sets the theme that was asked for.
Rectangle {
    id: scene

    property string themeMode: "dark"

    width: 1280
    height: 800
    color: Theme.base
    Binding {
        target: Theme
        property: "mode"
        value: scene.themeMode
    }
    Binding {
        target: Motion
        property: "reduced"
        value: true
    }
}
