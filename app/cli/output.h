// Where results go: standard output, buffered, with its failures as values. Progress and warnings: standard error.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::cli {

/// JSON with keys in the order in which they were added.
using Json = nlohmann::ordered_json;

/// Standard output. One thread. Nothing is lost silently: a failed write is an error, and the next ones fail too.
class Output {
 public:
  /// Adds text; goes out when 64 KiB are collected or at flush(). Errors: io, disk_full; cancelled when the reader has
  /// closed the pipe, which main() turns into a quiet end.
  Status write(std::string_view text);
  /// Adds one JSON value and a newline. Invalid UTF-8 becomes U+FFFD; NaN and infinities become null.
  Status write_json(const Json& value);
  /// Sends what is buffered: after each piece of a stream, and at the end of the program.
  Status flush();

  [[nodiscard]] bool reader_is_gone() const { return reader_is_gone_; }
  /// Whether a person looks at it.
  [[nodiscard]] bool is_terminal() const;
  /// Whether to colour: a terminal, NO_COLOR unset or empty, TERM not "dumb".
  [[nodiscard]] bool wants_color() const;

 private:
  std::string buffer_;
  bool reader_is_gone_ = false;
};

/// `bytes` in the decimal units that files are given in: "253.1 MB".
std::string file_size_words(int64_t bytes);
/// A count in words: "134.5 M", "8.03 B".
std::string count_words(int64_t count);
/// Columns of a person's output: each column as wide as its widest cell, two spaces apart, numbers to the right.
class Table {
 public:
  enum class Align { left, right };
  explicit Table(std::vector<Align> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// The rows as lines, each behind `indent`. Widths count characters, not bytes.
  [[nodiscard]] std::string text(std::string_view indent = "") const;

 private:
  std::vector<Align> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace snug::cli
