#include "engine/template/clock.h"

#include <fmt/format.h>

#include <array>

namespace snug::tmpl {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

template <size_t N>
std::string_view name_at(const std::array<std::string_view, N>& names, int index) {
  return names[static_cast<size_t>(index) % N];
}

/// A number of two digits; `plain` is glibc's "%-d".
std::string two(int value, bool plain) {
  return plain ? std::to_string(value) : fmt::format("{:02}", value);
}

/// ISO 8601 week number of the year.
int iso_week(const std::tm& t) {
  const int weekday = (t.tm_wday + 6) % 7;  // Monday is 0
  const int week = (t.tm_yday - weekday + 10) / 7;
  const auto weeks_of = [&](int y) {
    const auto p = [](int n) { return (n + n / 4 - n / 100 + n / 400) % 7; };
    return p(y) == 4 || p(y - 1) == 3 ? 53 : 52;
  };
  const int year = t.tm_year + 1900;
  if (week < 1) return weeks_of(year - 1);
  return week > weeks_of(year) ? 1 : week;
}

std::string directive(char c, bool plain, const std::tm& t) {
  const int hour12 = t.tm_hour % 12 == 0 ? 12 : t.tm_hour % 12;
  switch (c) {
    case 'Y':
      return std::to_string(t.tm_year + 1900);
    case 'y':
      return two(t.tm_year % 100, plain);
    case 'm':
      return two(t.tm_mon + 1, plain);
    case 'd':
      return two(t.tm_mday, plain);
    case 'e':
      return plain ? std::to_string(t.tm_mday) : fmt::format("{:2}", t.tm_mday);
    case 'H':
      return two(t.tm_hour, plain);
    case 'I':
      return two(hour12, plain);
    case 'M':
      return two(t.tm_min, plain);
    case 'S':
      return two(t.tm_sec, plain);
    case 'f':
      return "000000";
    case 'j':
      return plain ? std::to_string(t.tm_yday + 1) : fmt::format("{:03}", t.tm_yday + 1);
    case 'p':
      return t.tm_hour < 12 ? "AM" : "PM";
    case 'A':
      return std::string(name_at(kDays, t.tm_wday));
    case 'a':
      return std::string(name_at(kDays, t.tm_wday).substr(0, 3));
    case 'B':
      return std::string(name_at(kMonths, t.tm_mon));
    case 'b':
    case 'h':
      return std::string(name_at(kMonths, t.tm_mon).substr(0, 3));
    case 'w':
      return std::to_string(t.tm_wday);
    case 'u':
      return std::to_string(t.tm_wday == 0 ? 7 : t.tm_wday);
    case 'U':
      return two((t.tm_yday + 7 - t.tm_wday) / 7, plain);
    case 'W':
      return two((t.tm_yday + 7 - (t.tm_wday + 6) % 7) / 7, plain);
    case 'V':
      return two(iso_week(t), plain);
    case 'F':
      return format_time("%Y-%m-%d", t);
    case 'T':
    case 'X':
      return format_time("%H:%M:%S", t);
    case 'R':
      return format_time("%H:%M", t);
    case 'D':
    case 'x':
      return format_time("%m/%d/%y", t);
    case 'c':
      return format_time("%a %b %e %H:%M:%S %Y", t);
    case 'z':
    case 'Z':
      return "";  // datetime.now() has no zone
    case 'n':
      return "\n";
    case 't':
      return "\t";
    case '%':
      return "%";
    default:
      return std::string("%") + c;
  }
}

}  // namespace

Clock system_clock() {
  return [] {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return local;
  };
}

std::string format_time(std::string_view format, const std::tm& time) {
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%' || i + 1 >= format.size()) {
      out += format[i];
      continue;
    }
    const bool plain = format[i + 1] == '-' && i + 2 < format.size();
    i += plain ? 2 : 1;
    out += directive(format[i], plain, time);
  }
  return out;
}

}  // namespace snug::tmpl
