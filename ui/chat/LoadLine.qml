import Snug.Components

/// The progress of a load above the composer, which stays open meanwhile.
Progress {
    implicitHeight: 2
}
