#include "engine/base/error_table.h"

#include <array>

namespace snug {
namespace {
constexpr std::array kTable{
#define SNUG_ERROR(code, name, status, sentence, hint) ErrorInfo{Code::code, name, status, sentence, hint},
#include "engine/base/error_codes.def"
#undef SNUG_ERROR
};
}  // namespace

const ErrorInfo& error_info(Code code) {
  return kTable[static_cast<size_t>(code)];
}

std::span<const ErrorInfo> error_table() {
  return kTable;
}

std::string message_of(const Error& error) {
  std::string text(error_info(error.code).sentence);
  if (!error.detail.empty()) text += " (" + error.detail + ")";
  return text;
}

}  // namespace snug
