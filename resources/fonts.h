#pragma once

namespace snug::resources {

/// Registers the embedded faces of Inter and JetBrains Mono and makes Inter 13 px the application font.
/// Call once, on the GUI thread, after the application object exists and before the first window.
/// @return false if a face could not be read; the window then uses the platform's fonts.
bool registerFonts();

}  // namespace snug::resources
