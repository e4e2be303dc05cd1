pragma Singleton

import QtQuick

/// Numbers as people read them: files in GB (decimal), memory in GiB (binary), "≈" for a forecast, nothing for what was
/// measured here. A value of -1 is unknown and reads as an empty string.
QtObject {
    id: format

    readonly property var locale: Qt.locale()

    /// A number with a fixed count of decimals and the person's separators; the minus is U+2212.
    function decimal(value: real, decimals: int): string {
        return Number(value).toLocaleString(locale, "f", decimals).replace("-", "\u2212");
    }

    /// 32,768
    function whole(value: real): string {
        return decimal(Math.round(value), 0);
    }

    /// Memory in GiB without its unit; decimals: 2 in cards and tables, 1 in prose, 3 in predicted against measured.
    function gib(bytes: real, decimals: int): string {
        return bytes < 0 ? "" : decimal(bytes / 1073741824, decimals);
    }

    /// A file: 92 MB, 4.92 GB, 16.4 GB
    function fileSize(bytes: real): string {
        if (bytes < 0)
            return "";
        if (bytes < 999500000)
            return bytes < 999500 ? qsTr("%1 kB").arg(digits(bytes / 1e3)) : qsTr("%1 MB").arg(digits(bytes / 1e6));
        return bytes < 999.5e9 ? qsTr("%1 GB").arg(digits(bytes / 1e9)) : qsTr("%1 TB").arg(digits(bytes / 1e12));
    }

    /// Three digits: 8.40, 71.9, 310
    function digits(value: real): string {
        return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
    }

    /// tok/s without its unit: 8.4, 71.9, 310 when measured; ≈ 57 when forecast.
    function rate(value: real, measured: bool): string {
        if (value < 0)
            return "";
        if (!measured)
            return "\u2248\u00a0" + decimal(value < 10 ? value : Number(value.toPrecision(2)), 0);
        return decimal(value, value < 99.95 ? 1 : 0);
    }

    /// 0.24 s, from 10 s whole
    function firstToken(seconds: real): string {
        return seconds < 0 ? "" : qsTr("%1 s").arg(decimal(seconds, seconds < 9.995 ? 2 : 0));
    }

    /// 4 s, 1 min 29 s, 24 min, 2 h 10 min
    function duration(seconds: real): string {
        if (seconds < 0)
            return "";
        const s = Math.max(1, Math.round(seconds));
        if (s < 60)
            return qsTr("%1 s").arg(s);
        const minutes = Math.floor(s / 60);
        if (minutes < 10 && s % 60 > 0)
            return qsTr("%1 min %2 s").arg(minutes).arg(s % 60);
        if (minutes < 60)
            return qsTr("%1 min").arg(minutes);
        return minutes % 60 > 0 ? qsTr("%1 h %2 min").arg(Math.floor(minutes / 60)).arg(minutes % 60)
                                : qsTr("%1 h").arg(Math.floor(minutes / 60));
    }

    /// The parts that are not empty, with a divider between them.
    function listed(parts: list<string>, divider: string): string {
        let text = "";
        for (let i = 0; i < parts.length; ++i) {
            if (parts[i] !== "")
                text += (text === "" ? "" : divider) + parts[i];
        }
        return text;
    }

    /// A context in prose: 32k, 128k (k = 1,024)
    function context(tokens: int): string {
        return tokens < 1024 ? String(tokens) : qsTr("%1k").arg(Math.floor(tokens / 1024));
    }

    /// The gauge's short form: 0, 0.1k, 6.1k, 29.4k (k = 1,024, one decimal)
    function gauge(tokens: int): string {
        return tokens === 0 ? "0" : qsTr("%1k").arg(decimal(Math.max(0.1, tokens / 1024), 1));
    }
}
