pragma Singleton

import QtQuick

/// Portable names of pressed keys, as QKeySequence reads them: "Ctrl+Shift+P". Empty for a key that has none here, which
/// is no choice of keys.
QtObject {
    function text(key: int, modifiers: int): string {
        let name = "";
        if (modifiers & Qt.ControlModifier)
            name += "Ctrl+";
        if (modifiers & Qt.AltModifier)
            name += "Alt+";
        if (modifiers & Qt.ShiftModifier)
            name += "Shift+";
        if (modifiers & Qt.MetaModifier)
            name += "Meta+";
        if (key >= Qt.Key_F1 && key <= Qt.Key_F35)
            return name + "F" + (key - Qt.Key_F1 + 1);
        switch (key) {
        case Qt.Key_Return:
        case Qt.Key_Enter: return name + "Return";
        case Qt.Key_Up: return name + "Up";
        case Qt.Key_Down: return name + "Down";
        case Qt.Key_Left: return name + "Left";
        case Qt.Key_Right: return name + "Right";
        case Qt.Key_PageUp: return name + "PgUp";
        case Qt.Key_PageDown: return name + "PgDown";
        case Qt.Key_Home: return name + "Home";
        case Qt.Key_End: return name + "End";
        case Qt.Key_Delete: return name + "Del";
        case Qt.Key_Space: return name + "Space";
        case Qt.Key_Insert: return name + "Ins";
        case Qt.Key_Backspace: return name + "Backspace";
        case Qt.Key_Tab: return name + "Tab";
        case Qt.Key_Backtab: return name + "Backtab";
        case Qt.Key_Pause: return name + "Pause";
        case Qt.Key_Print: return name + "Print";
        case Qt.Key_Menu: return name + "Menu";
        }
        // Below the named keys Qt's codes are those of the character.
        const character = (key > 32 && key < 127) || (key > 160 && key < 0xFFFF);
        return character ? name + String.fromCharCode(key) : "";
    }
}
