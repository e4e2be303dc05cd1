pragma Singleton

import QtQuick

/// How a person wants answers shown. The frame sets it from the settings.
QtObject {
    /// Speed and time under each answer
    property bool statistics: true
    /// Reasoning is open from the start
    property bool openReasoning: false
}
