// Text that knows which of its bytes came from the conversation, so that a tokenizer never makes a special token out of
// what a person, a tool or a file wrote. Marks follow the bytes through slices, joins, replacements and case changes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace snug::tmpl {

/// Half open: [begin, end), in bytes.
struct ByteRange {
  size_t begin = 0;
  size_t end = 0;
  bool operator==(const ByteRange&) const = default;
};

/// Bytes of all values alive on this thread; the interpreter compares it with what it was at the start.
int64_t live_bytes();

/// Counts its owner's bytes while it lives.
class LiveBytes {
 public:
  explicit LiveBytes(size_t bytes);
  ~LiveBytes();
  LiveBytes(const LiveBytes&) = delete;
  LiveBytes& operator=(const LiveBytes&) = delete;

 private:
  int64_t bytes_;
};

/// Immutable, well-formed UTF-8.
class Text {
 public:
  /// `bytes` must be well-formed UTF-8 (see well_formed()); `input` holds sorted, disjoint, non-empty ranges of it.
  Text(std::string bytes, std::vector<ByteRange> input, bool markup);

  std::string_view view() const { return bytes_; }
  size_t size_bytes() const { return bytes_.size(); }
  /// In code points, as Python counts.
  size_t length() const { return length_; }
  bool ascii() const { return length_ == bytes_.size(); }
  /// Ranges that came from the conversation, sorted and disjoint.
  const std::vector<ByteRange>& input() const { return input_; }
  /// markupsafe.Markup: adding plain text to it escapes the plain text.
  bool markup() const { return markup_; }
  /// Byte offset of a code point; index may equal length().
  size_t offset_of(size_t index) const;
  /// Whether a byte came from the conversation.
  bool is_input(size_t offset) const;

 private:
  std::string bytes_;
  std::vector<ByteRange> input_;
  size_t length_;
  bool markup_;
  LiveBytes live_;
};
using TextPtr = std::shared_ptr<const Text>;

/// Text of our own or of the conversation.
TextPtr make_text(std::string bytes, bool input = false);

/// Collects pieces with their marks.
class TextBuilder {
 public:
  void append(std::string_view bytes, bool input = false);
  void append(const Text& text) { append(text, 0, text.size_bytes()); }
  /// The bytes [begin, end) of text.
  void append(const Text& text, size_t begin, size_t end);
  void append_code_point(char32_t code_point, bool input);
  size_t size_bytes() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  /// What was collected; the builder is empty afterwards.
  TextPtr finish(bool markup = false);

 private:
  std::string bytes_;
  std::vector<ByteRange> input_;
};

/// The bytes [begin, end) of text with their marks.
TextPtr slice_bytes(const TextPtr& text, size_t begin, size_t end);

}  // namespace snug::tmpl
