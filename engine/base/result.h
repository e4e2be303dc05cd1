// Errors as values: Code, Error, Result<T>. The sentences for people are in error_table.h.
#pragma once

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace snug {

#ifdef __cpp_lib_source_location
using SourceLocation = std::source_location;
#else
/// The part of std::source_location that we use, for clang 14 (Debian 12's), whose library header leaves it out.
class SourceLocation {
 public:
  static constexpr SourceLocation current(const char* file = __builtin_FILE(), uint_least32_t line = __builtin_LINE()) {
    SourceLocation here;
    here.file_ = file;
    here.line_ = line;
    return here;
  }
  [[nodiscard]] constexpr const char* file_name() const { return file_; }
  [[nodiscard]] constexpr uint_least32_t line() const { return line_; }

 private:
  const char* file_ = "";
  uint_least32_t line_ = 0;
};
#endif

/// What kind of thing went wrong. Closed: error_codes.def lists each with its exit status, sentence and hint.
enum class Code : uint16_t {
#define SNUG_ERROR(code, name, status, sentence, hint) code,
#include "engine/base/error_codes.def"
#undef SNUG_ERROR
};

/// An error as a plain value: it may be stored, sent between threads and shown.
/// `detail` is one sentence part without a final stop, already safe to print (use printable() on text from files).
struct Error {
  Code code = Code::internal;
  std::string detail = {};
  /// Facts for programs and diagnostics, such as {"tensor", "blk.17.ffn_down"}, {"offset_bytes", "1234"}.
  std::vector<std::pair<std::string, std::string>> context = {};
  SourceLocation where = SourceLocation::current();

  Error& with(std::string key, std::string value) & {
    context.emplace_back(std::move(key), std::move(value));
    return *this;
  }
  Error&& with(std::string key, std::string value) && {
    context.emplace_back(std::move(key), std::move(value));
    return std::move(*this);
  }
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// The failed side of a Result: `return fail(Code::file_truncated, "in tensor x");`
[[nodiscard]] inline tl::unexpected<Error> fail(Code code, std::string detail = {},
                                                SourceLocation where = SourceLocation::current()) {
  return tl::unexpected<Error>(Error{code, std::move(detail), {}, where});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// Text from a file, made safe to print: control characters escaped, invalid UTF-8 as U+FFFD, at most max_bytes.
std::string printable(std::string_view text, size_t max_bytes = 200);

}  // namespace snug

#define SNUG_CONCAT_(a, b) a##b
#define SNUG_CONCAT(a, b) SNUG_CONCAT_(a, b)
/// SNUG_TRY(auto x, f()): x is f's value, or the enclosing function returns f's error.
#define SNUG_TRY(decl, expr) SNUG_TRY_(SNUG_CONCAT(snug_result_, __LINE__), decl, expr)
#define SNUG_TRY_(tmp, decl, expr)                                          \
  auto&& tmp = (expr);                                                      \
  if (!tmp) return ::tl::unexpected<::snug::Error>(std::move(tmp.error())); \
  decl = *std::move(tmp)
/// SNUG_CHECK_OK(f()): the same for a Status.
#define SNUG_CHECK_OK(expr)                                                   \
  do {                                                                        \
    if (auto snug_status = (expr); !snug_status)                              \
      return ::tl::unexpected<::snug::Error>(std::move(snug_status.error())); \
  } while (false)
