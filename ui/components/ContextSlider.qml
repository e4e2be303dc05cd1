import QtQuick
import Snug.Style

/// The context: logarithmic from the smallest to the trained length; steps of 1,024 to 16k, then 4,096; what would not fit is
/// marked on the track; the value may be typed.
FocusScope {
    id: slider

    required property int tokens
    required property int minimum
    required property int maximum
    required property int fits
    property int fieldWidth: Type.rowHeight(56)
    property int gap: 11
    signal tokensChosen(int tokens)

    /// Position 0…1 of a length on the logarithmic track.
    function position(tokens: int): real {
        if (maximum <= minimum || minimum <= 0)
            return 0;
        return Math.max(0, Math.min(1, Math.log(tokens / minimum) / Math.log(maximum / minimum)));
    }
    function tokensAt(position: real): int {
        const raw = minimum * Math.pow(maximum / minimum, position);
        const step = raw <= 16384 ? 1024 : 4096;
        return Math.max(minimum, Math.min(maximum, Math.round(raw / step) * step));
    }

    implicitHeight: 22
    Slider {
        id: track
        focus: true
        y: 1
        anchors.left: parent.left
        width: slider.width - slider.fieldWidth - slider.gap
        from: 0
        to: 1
        stepSize: 0
        value: slider.position(slider.tokens)
        limit: slider.fits > 0 && slider.fits < slider.maximum ? slider.position(slider.fits) : 2
        Accessible.name: qsTr("Context")
        Accessible.description: qsTr("%1 tokens").arg(Format.whole(slider.tokens))
        onMoved: slider.tokensChosen(slider.tokensAt(value))
        Keys.onPressed: event => {
            const by = slider.tokens < 16384 ? 1024 : 4096;
            let next = slider.tokens;
            switch (event.key) {
            case Qt.Key_Left: next += mirrored ? by : -by; break;
            case Qt.Key_Right: next += mirrored ? -by : by; break;
            case Qt.Key_PageDown: next -= 10 * by; break;
            case Qt.Key_PageUp: next += 10 * by; break;
            case Qt.Key_Home: next = slider.minimum; break;
            case Qt.Key_End: next = slider.maximum; break;
            default: return;
            }
            slider.tokensChosen(Math.max(slider.minimum, Math.min(slider.maximum, next)));
            event.accepted = true;
        }
    }
    ValueField {
        id: field
        anchors.right: parent.right
        width: slider.fieldWidth
        height: parent.height
        label: qsTr("Context in tokens")
        value: slider.tokens
        minimum: slider.minimum
        maximum: slider.maximum
        decimals: 0
        onValueChosen: value => slider.tokensChosen(Math.round(value))
    }
}
