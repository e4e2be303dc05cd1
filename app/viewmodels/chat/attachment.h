// A text file that goes with a message.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace snug::ui {

struct Attachment {
  std::string name;  ///< the file's own, without its folder
  std::string text;  ///< UTF-8
  int tokens = -1;
  bool operator==(const Attachment&) const = default;
};

inline constexpr int64_t kMaxAttachmentBytes = 1 << 20;
inline constexpr size_t kMaxAttachments = 16;

/// Reads a file. Blocks: never on the GUI's thread. Errors: file_not_found, io (cannot be opened), bad_input (no plain
/// file, empty, larger than kMaxAttachmentBytes), bad_text (not UTF-8, or bytes that no text has).
Result<Attachment> readAttachment(const std::string& path);

/// The file as part of a message: its name, then its text in a fence that nothing in it closes.
std::string asMessageText(const Attachment& attachment);

}  // namespace snug::ui
