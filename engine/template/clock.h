// The time that strftime_now() sees, injected so that a prompt can be made again.
#pragma once

#include <ctime>
#include <functional>
#include <string>
#include <string_view>

namespace snug::tmpl {

/// Local time. Must be callable from the thread that renders.
using Clock = std::function<std::tm()>;

/// The machine's clock and time zone.
Clock system_clock();

/// Python's datetime.strftime in the C locale, whatever locale the process runs in (a chat prompt is in English).
std::string format_time(std::string_view format, const std::tm& time);

}  // namespace snug::tmpl
