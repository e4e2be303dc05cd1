// "Copy diagnostics": what helps to find a fault and nothing that is a person's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/manager/diagnostics/crash_note.h"
#include "app/manager/settings/settings.h"
#include "engine/base/log.h"

namespace snug::diagnostics {

struct DiagnosticsInput {
  std::string version;                                              ///< of Snug, with its build
  std::vector<std::pair<std::string, std::string>> libraries = {};  ///< name, version
  std::vector<std::string> devices = {};                            ///< one line each
  std::optional<CrashReport> crash = {};
  std::string home = {};  ///< these paths are written as "~" and "DATA"
  std::string data_folder = {};
};

/// Text without what must not leave the machine: access tokens (hf_…, Bearer, Authorization, Signature, Policy,
/// X-Xet-…, key=…), and the given folders by name.
std::string redact(std::string_view text, std::string_view home, std::string_view data_folder);

/// Versions, system, devices, settings that differ from their default (paths and free text only as "set"), the last
/// crash, the last 200 log lines. No prompts, answers, titles or paths of chats: the log has none, and nothing else is
/// read. Any thread.
std::string diagnostics_text(const DiagnosticsInput& input, const settings::Settings& settings,
                             const std::vector<LogLine>& log);

}  // namespace snug::diagnostics
