pragma Singleton

import QtQuick

/// Remembers when the last tooltip was left, so that the next one on the same toolbar shows at once.
QtObject {
    property real lastShown: 0

    function isRecent(): bool {
        return Date.now() - lastShown < 400;
    }
}
