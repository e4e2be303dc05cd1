#include "app/chat/inline_spans.h"

#include <md4c.h>

#include <algorithm>

#include "app/chat/entities.h"
#include "app/chat/inline_math.h"
#include "app/chat/link_target.h"
#include "app/chat/utf8_stream.h"

namespace snug::chat {
namespace {

constexpr size_t kMaxPiece = 4096;
constexpr size_t kMaxDepth = 32;

bool is_space(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Where a backslash has to stand so that the line begins no block: the splitter has decided what the block is, the
/// parser shall see its inline marks only. npos: nowhere.
size_t block_marker(std::string_view line, std::string_view rest_of_text) {
  const char c = line[0];
  const auto followed_by_space = [&](size_t at) { return at >= line.size() || is_space(line[at]); };
  const auto only = [&](char mark) {
    return std::all_of(line.begin(), line.end(), [&](char x) { return x == mark || is_space(x); });
  };
  switch (c) {
    case '#':
    case '>':
    case '=':
      return 0;
    case '-':
    case '+':
      return followed_by_space(1) || only(c) ? 0 : line.npos;
    case '*':
      return followed_by_space(1) || only(c) ? 0 : line.npos;
    case '_':
      return only(c) ? 0 : line.npos;
    case '~':
      return line.starts_with("~~~") ? 0 : line.npos;
    case '`':
      return line.starts_with("```") && line.find('`', line.find_first_not_of('`')) == line.npos ? 0 : line.npos;
    case '[':
      return rest_of_text.find("]:") != rest_of_text.npos ? 0 : line.npos;  // a reference definition would vanish
    default:
      break;
  }
  size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) ++digits;
  const bool number = digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')');
  return number && followed_by_space(digits + 1) ? digits : line.npos;
}

std::string protect_blocks(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && is_space(line[0])) line.remove_prefix(1);
    if (!line.empty()) {
      const size_t marker = block_marker(line, text.substr(at));
      if (marker != line.npos) {
        out += line.substr(0, marker);
        out += '\\';
        line.remove_prefix(marker);
        if (line[0] == '~' || line[0] == '`') {
          // Each of a fence's marks, or the second would begin a code span.
          while (line.size() > 1 && line[1] == line[0]) {
            out += line[0];
            out += '\\';
            line.remove_prefix(1);
          }
        }
      }
    }
    out += line;
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

/// Collects the parser's events.
class Builder {
 public:
  explicit Builder(const std::vector<std::string>& math, std::vector<Span>& out) : math_(math), out_(out) {}

  void enter(MD_SPANTYPE type, const void* detail) {
    Frame frame;
    const uint8_t outer = frames_.empty() ? uint8_t{0} : frames_.back().style;
    frame.style = outer;
    frame.target = frames_.empty() ? std::string() : frames_.back().target;
    if (frames_.size() < kMaxDepth) {
      if (type == MD_SPAN_STRONG) frame.style |= kBold;
      if (type == MD_SPAN_EM) frame.style |= kItalic;
      if (type == MD_SPAN_CODE) frame.style |= kCode;
      if (type == MD_SPAN_DEL) frame.style |= kStrike;
      if (type == MD_SPAN_A) set_target(frame, static_cast<const MD_SPAN_A_DETAIL*>(detail)->href, kLink);
      if (type == MD_SPAN_IMG) enter_image(frame, static_cast<const MD_SPAN_IMG_DETAIL*>(detail)->src);
    }
    frames_.push_back(std::move(frame));
  }

  void leave(MD_SPANTYPE type) {
    const Frame frame = frames_.empty() ? Frame{} : frames_.back();
    if (!frames_.empty()) frames_.pop_back();
    // An image without a description shows its host.
    if (type == MD_SPAN_IMG && (frame.style & kImage) != 0 && frame.mark == written_) {
      if (const auto target = link_target(frame.target)) add(target->host, frame.style, frame.target);
    }
  }

  void text(MD_TEXTTYPE type, std::string_view text) {
    const uint8_t style = frames_.empty() ? uint8_t{0} : frames_.back().style;
    const std::string& target = frames_.empty() ? kNone : frames_.back().target;
    switch (type) {
      case MD_TEXT_BR:
      case MD_TEXT_SOFTBR:
        add("\n", style, target);
        break;
      case MD_TEXT_NULLCHAR:
        add("\xEF\xBF\xBD", style, target);
        break;
      case MD_TEXT_ENTITY:
        add(decode_entity(text), style, target);
        break;
      default:
        add_with_math(text, style, target);
        break;
    }
  }

  void new_paragraph() {
    if (!out_.empty()) add("\n", 0, kNone);
  }

 private:
  struct Frame {
    uint8_t style = 0;
    std::string target = {};
    size_t mark = 0;
  };
  static inline const std::string kNone;

  void enter_image(Frame& frame, const MD_ATTRIBUTE& source) {
    set_target(frame, source, kImage);
    frame.style = static_cast<uint8_t>(frame.style & ~kLink);
    frame.mark = written_;
  }

  void set_target(Frame& frame, const MD_ATTRIBUTE& attribute, SpanStyle style) {
    if (const auto target = link_target(attribute_text(attribute))) {
      frame.style |= style;
      frame.target = target->address;
    }
  }

  [[nodiscard]] std::string attribute_text(const MD_ATTRIBUTE& attribute) const {
    std::string out;
    for (size_t i = 0; attribute.substr_offsets != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
      const size_t begin = attribute.substr_offsets[i];
      const std::string_view part(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
      if (attribute.substr_types[i] == MD_TEXT_ENTITY) {
        out += decode_entity(part);
        continue;
      }
      for (size_t k = 0; k < part.size();) {
        const int index = math_index(part, k, math_.size());
        out += index < 0 ? part.substr(k, 1) : std::string_view("$" + math_[static_cast<size_t>(index)] + "$");
        k += index < 0 ? 1 : 4;
      }
    }
    return out;
  }

  void add_with_math(std::string_view text, uint8_t style, const std::string& target) {
    size_t begin = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\xF4') continue;
      const int index = math_index(text, i, math_.size());
      if (index < 0) continue;
      add(text.substr(begin, i - begin), style, target);
      add(math_[static_cast<size_t>(index)], style | kMath, target);
      i += 3;
      begin = i + 1;
    }
    add(text.substr(begin), style, target);
  }

  void add(std::string_view text, int style, const std::string& target) {
    if (text.empty()) return;
    written_ += text.size();
    const auto bits = static_cast<uint8_t>(style);
    if (!out_.empty() && out_.back().style == bits && out_.back().target == target && (bits & kMath) == 0) {
      out_.back().text += text;
    } else {
      out_.push_back({std::string(text), bits, target});
    }
  }

  const std::vector<std::string>& math_;
  std::vector<Span>& out_;
  std::vector<Frame> frames_;
  size_t written_ = 0;
};

Builder& builder(void* userdata) {
  return *static_cast<Builder*>(userdata);
}

void parse_piece(std::string_view source, std::vector<Span>& out) {
  const MathText taken = take_math(source);
  const std::string text = protect_blocks(taken.text);
  Builder spans(taken.math, out);
  MD_PARSER parser{};
  parser.flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_STRIKETHROUGH |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS;
  parser.enter_block = [](MD_BLOCKTYPE type, void*, void* user) {
    if (type == MD_BLOCK_P) builder(user).new_paragraph();
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE, void*, void*) { return 0; };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* user) {
    builder(user).enter(type, detail);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* user) {
    builder(user).leave(type);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* data, MD_SIZE size, void* user) {
    builder(user).text(type, {data, size});
    return 0;
  };
  const size_t before = out.size();
  if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &spans) != 0) {
    // Out of memory within the parser: the text itself is always right.
    out.resize(before);
    out.push_back({std::string(source), 0, {}});
  }
}

}  // namespace

std::vector<Span> inline_spans(std::string_view source) {
  std::vector<Span> out;
  std::string clean;
  Utf8Stream stream;
  stream.feed(source, clean);
  stream.finish(clean);
  for (std::string_view rest = clean; !rest.empty();) {
    const size_t n = utf8_cut(rest, kMaxPiece);
    parse_piece(rest.substr(0, n), out);
    rest.remove_prefix(n);
  }
  return out;
}

std::string plain_text(const std::vector<Span>& spans) {
  std::string out;
  for (const Span& span : spans) out += span.text;
  return out;
}

}  // namespace snug::chat
