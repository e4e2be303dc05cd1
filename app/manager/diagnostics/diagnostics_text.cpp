#include "app/manager/diagnostics/diagnostics_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>

#include "app/manager/folders/atomic_file.h"

namespace snug::diagnostics {
namespace {

constexpr size_t kMaxLogLines = 200;

std::string line_after(const std::string& text, std::string_view name) {
  const size_t at = text.find(name);
  if (at == std::string::npos) return {};
  std::string value = text.substr(at + name.size(), text.find('\n', at) - at - name.size());
  value.erase(0, std::min(value.find_first_not_of(" \t:=\""), value.size()));
  while (!value.empty() && (value.back() == '"' || value.back() == ' ')) value.pop_back();
  return printable(value);
}

std::string system_facts() {
  utsname kernel{};
  ::uname(&kernel);
  const std::string release = folders::read_whole("/etc/os-release", 65'536).value_or("");
  const std::string cpu = folders::read_whole("/proc/cpuinfo", size_t{8} << 20).value_or("");
  const std::string memory = folders::read_whole("/proc/meminfo", 65'536).value_or("");
  return fmt::format("System: {}, Linux {} {}\nCPU: {}\nMemory: {}, available {}\n", line_after(release, "PRETTY_NAME"),
                     kernel.release, kernel.machine, line_after(cpu, "model name"), line_after(memory, "MemTotal"),
                     line_after(memory, "MemAvailable"));
}

bool token_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
         c == '.' || c == '%' || c == '~' || c == '+' || c == '/' || c == '=';
}

bool same_letters(std::string_view text, std::string_view lower_case) {
  if (text.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b); });
}

/// Bytes of a secret that begins at text[at], with how many of them may be shown (its name). 0: none begins there.
std::pair<size_t, size_t> secret_at(std::string_view text, size_t at) {
  static constexpr std::array<std::string_view, 9> kNames{"authorization:", "bearer ", "x-xet-",
                                                          "signature=",     "policy=", "key-pair-id=",
                                                          "api_key=",       "token=",  "x-amz-credential="};
  const std::string_view rest = text.substr(at);
  const auto end_of_value = [&](size_t from) {
    while (from < rest.size() && rest[from] == ' ') ++from;
    while (from < rest.size() && token_byte(rest[from])) ++from;
    return from;
  };
  if (rest.starts_with("hf_")) return {end_of_value(3), 3};
  if (rest.starts_with("sk-")) return {end_of_value(3), 3};
  for (const std::string_view name : kNames) {
    if (!same_letters(rest, name)) continue;
    size_t from = name.size();
    // The whole header: "Authorization: Bearer x", "X-Xet-Access-Token: x".
    if (name == "authorization:") return {std::min(rest.find('\n'), rest.size()), from};
    if (name == "x-xet-") return {std::min(rest.find_first_of("\n,;&"), rest.size()), from};
    return {end_of_value(from), from};
  }
  return {0, 0};
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  if (what.size() < 2) return;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

}  // namespace

std::string redact(std::string_view text, std::string_view home, std::string_view data_folder) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto [length, shown] = secret_at(text, i);
    if (length > shown) {
      out += text.substr(i, shown);
      out += "…";
      i += length;
    } else {
      out += text[i++];
    }
  }
  replace_all(out, data_folder, "DATA");
  replace_all(out, home, "~");
  return out;
}

std::string diagnostics_text(const DiagnosticsInput& input, const settings::Settings& settings,
                             const std::vector<LogLine>& log) {
  std::string out = "Snug " + input.version + "\n" + system_facts();
  for (const auto& [name, version] : input.libraries) out += name + ": " + version + "\n";
  for (const std::string& device : input.devices) out += "Device: " + device + "\n";
  if (input.crash) {
    out += fmt::format("Last run ended unexpectedly: {}, while {}, signal {}\n", input.crash->build,
                       input.crash->operation, input.crash->signal);
  }
  for (const settings::SettingInfo& info : settings::settings_table()) {
    if (settings.is_standard(info.key) || info.section == settings::Section::window) continue;
    const bool free_text = info.type == settings::Type::text || info.type == settings::Type::path;
    out += fmt::format("Setting {}: {}\n", info.name, free_text ? "set" : settings.value(info.key));
  }
  for (const std::string& problem : settings.problems()) out += "Settings: " + problem + "\n";
  const size_t first = log.size() > kMaxLogLines ? log.size() - kMaxLogLines : 0;
  for (size_t i = first; i < log.size(); ++i) {
    const auto seconds = static_cast<std::time_t>(log[i].time_ms / 1000);
    out += fmt::format("{:%Y-%m-%d %H:%M:%S} {} {}: {}\n", fmt::gmtime(seconds), level_name(log[i].level),
                       log[i].component, log[i].text);
  }
  return redact(out, input.home, input.data_folder);
}

}  // namespace snug::diagnostics
