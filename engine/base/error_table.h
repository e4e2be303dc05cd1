// What each error code means to people and to scripts.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug {

/// One row of error_codes.def.
struct ErrorInfo {
  Code code;
  std::string_view name;      ///< stable name for programs, snake_case: `error.code` in JSON
  int exit_status;            ///< of snug-cli
  std::string_view sentence;  ///< what happened, without a final stop
  std::string_view hint;      ///< what to do, without a final stop, begins in lower case
};

/// The row of a code. Never fails: the enum is closed.
const ErrorInfo& error_info(Code code);
/// Every row, in the order of the enum.
std::span<const ErrorInfo> error_table();
/// "sentence: detail" in one line, or the sentence alone.
std::string message_of(const Error& error);

}  // namespace snug
