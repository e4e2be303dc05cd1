import QtQuick
import QtQuick.Templates as T
import Snug.Style

/// A slider: track 4, knob 16. Arrows one step, PgUp/PgDn ten, Home/End; the wheel only when focused.
/// Read `value` and answer `moved`; the value itself stays bound to the model.
T.Slider {
    id: slider

    /// Where the part begins that would not fit, as a position 0…1; over 1: all fits
    property real limit: 2
    property string look

    implicitWidth: 140
    implicitHeight: 20
    // The knob's centre stands on the value, so it may reach half its width past either end.
    leftPadding: -8
    rightPadding: -8
    hoverEnabled: true
    wheelEnabled: activeFocus
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Slider
    Keys.onPressed: event => {
        const step = stepSize > 0 ? stepSize : (to - from) / 100;
        let next = value;
        switch (event.key) {
        case Qt.Key_PageUp: next = value + 10 * step; break;
        case Qt.Key_PageDown: next = value - 10 * step; break;
        case Qt.Key_Home: next = from; break;
        case Qt.Key_End: next = to; break;
        default: return;
        }
        value = Math.max(from, Math.min(to, next));
        moved();
        event.accepted = true;
    }

    background: Rectangle {
        y: Math.round((slider.height - height) / 2)
        width: slider.width
        height: 4
        radius: 2
        color: Theme.lineStrong
        Rectangle {
            visible: slider.limit < 1
            x: slider.mirrored ? 0 : Math.round(parent.width * slider.limit)
            width: Math.round(parent.width * (1 - slider.limit))
            height: parent.height
            radius: 2
            color: Qt.rgba(Theme.no.r, Theme.no.g, Theme.no.b, 0.55)
        }
        Rectangle {
            x: slider.mirrored ? parent.width - width : 0
            width: slider.position * parent.width
            height: parent.height
            radius: 2
            color: slider.enabled ? Theme.accentFill : Theme.disabled
        }
    }
    handle: Rectangle {
        x: Math.round(slider.visualPosition * slider.width - width / 2)
        y: Math.round((slider.height - height) / 2)
        width: 16
        height: 16
        radius: 8
        color: slider.enabled ? Theme.knob : Theme.base
        border.width: Theme.dark && slider.enabled ? 0 : 1
        border.color: slider.enabled ? Theme.lineControl : Theme.disabled
        FocusRing {
            visible: slider.visualFocus || slider.look === "focus"
            inset: -4
            around: 8
        }
    }
}
