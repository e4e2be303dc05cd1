#include "engine/template/text.h"

#include <algorithm>

#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {
thread_local int64_t live = 0;
}  // namespace

int64_t live_bytes() {
  return live;
}
LiveBytes::LiveBytes(size_t bytes) : bytes_(static_cast<int64_t>(bytes)) {
  live += bytes_;
}
LiveBytes::~LiveBytes() {
  live -= bytes_;
}

Text::Text(std::string bytes, std::vector<ByteRange> input, bool markup)
    : bytes_(std::move(bytes)),
      input_(std::move(input)),
      length_(count_code_points(bytes_)),
      markup_(markup),
      live_(sizeof(Text) + bytes_.capacity() + input_.capacity() * sizeof(ByteRange)) {}

size_t Text::offset_of(size_t index) const {
  if (ascii() || index == 0) return index;
  if (index >= length_) return bytes_.size();
  size_t offset = 0;
  for (; index > 0; --index) offset += sequence_length(bytes_[offset]);
  return offset;
}

bool Text::is_input(size_t offset) const {
  const auto after = std::upper_bound(input_.begin(), input_.end(), offset,
                                      [](size_t at, const ByteRange& range) { return at < range.end; });
  return after != input_.end() && after->begin <= offset;
}

TextPtr make_text(std::string bytes, bool input) {
  std::vector<ByteRange> marks;
  if (input && !bytes.empty()) marks.push_back({0, bytes.size()});
  return std::make_shared<const Text>(std::move(bytes), std::move(marks), false);
}

void TextBuilder::append(std::string_view bytes, bool input) {
  if (bytes.empty()) return;
  if (input) {
    const size_t begin = bytes_.size();
    if (!input_.empty() && input_.back().end == begin) {
      input_.back().end = begin + bytes.size();
    } else {
      input_.push_back({begin, begin + bytes.size()});
    }
  }
  bytes_ += bytes;
}

void TextBuilder::append(const Text& text, size_t begin, size_t end) {
  if (begin >= end) return;
  const size_t base = bytes_.size();
  const auto& marks = text.input();
  auto mark = std::upper_bound(marks.begin(), marks.end(), begin,
                               [](size_t at, const ByteRange& range) { return at < range.end; });
  for (; mark != marks.end() && mark->begin < end; ++mark) {
    const size_t from = base + std::max(mark->begin, begin) - begin;
    const size_t to = base + std::min(mark->end, end) - begin;
    if (!input_.empty() && input_.back().end == from) {
      input_.back().end = to;
    } else {
      input_.push_back({from, to});
    }
  }
  bytes_ += text.view().substr(begin, end - begin);
}

void TextBuilder::append_code_point(char32_t code_point, bool input) {
  char buffer[4];
  append(std::string_view(buffer, encode_utf8(code_point, buffer)), input);
}

TextPtr TextBuilder::finish(bool markup) {
  auto text = std::make_shared<const Text>(std::move(bytes_), std::move(input_), markup);
  bytes_.clear();
  input_.clear();
  return text;
}

TextPtr slice_bytes(const TextPtr& text, size_t begin, size_t end) {
  if (begin == 0 && end >= text->size_bytes()) return text;
  TextBuilder builder;
  builder.append(*text, begin, std::min(end, text->size_bytes()));
  return builder.finish(text->markup());
}

}  // namespace snug::tmpl
