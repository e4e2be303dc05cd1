#include "engine/tokenizer/pattern.h"

#include <fmt/format.h>

#include <optional>

namespace snug::tokenizer {
namespace {

CodePointSet single(uint32_t c) {
  return CodePointSet({{c, c}});
}

/// A literal under (?i:...): both cases, and what Unicode folds to the letter (U+017F to s, U+212A to k).
CodePointSet ignoring_case(uint32_t c) {
  const bool upper = c >= 'A' && c <= 'Z';
  if (!upper && !(c >= 'a' && c <= 'z')) return single(c);
  const uint32_t low = upper ? c + 32 : c;
  CodePointSet out({{low, low}, {low - 32, low - 32}});
  if (low == 's') out = out.united(single(0x17F));
  if (low == 'k') out = out.united(single(0x212A));
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Pattern> read() {
    while (at_ < text_.size()) SNUG_CHECK_OK(read_one());
    return std::move(out_);
  }

 private:
  bool at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void pass(size_t n_bytes) {
    if (out_.parts.empty() || !std::holds_alternative<std::string>(out_.parts.back())) out_.parts.emplace_back("");
    std::get<std::string>(out_.parts.back()).append(text_.substr(at_, n_bytes));
    at_ += n_bytes;
  }

  tl::unexpected<Error> bad(std::string_view why) const {
    return fail(Code::internal, fmt::format("pre-tokenizer pattern, byte {}: {}", at_, why));
  }

  Status read_one() {
    const char c = text_[at_];
    if (c == '(') return open_group();
    if (c == ')') {
      if (ignore_case_.empty()) return bad("unmatched )");
      ignore_case_.pop_back();
      pass(1);
      return {};
    }
    if (c == '|' || c == '*' || c == '+' || c == '?') return pass(1), Status{};
    if (c == '{') {
      const size_t close = text_.find('}', at_);
      if (close == std::string_view::npos) return bad("unmatched {");
      pass(close - at_ + 1);
      return {};
    }
    if (at("\\z")) return pass(2), Status{};
    if (c == '[') {
      SNUG_TRY(CodePointSet set, read_class());
      out_.parts.emplace_back(std::move(set));
      return {};
    }
    SNUG_TRY(Atom atom, read_atom());
    out_.parts.emplace_back(atom.set ? *std::move(atom.set) : fold(atom.code_point));
    return {};
  }

  Status open_group() {
    bool ignore_case = !ignore_case_.empty() && ignore_case_.back();
    if (at("(?i:")) {
      at_ += 4;
      ignore_case = true;
      if (out_.parts.empty() || !std::holds_alternative<std::string>(out_.parts.back())) out_.parts.emplace_back("");
      std::get<std::string>(out_.parts.back()).append("(?:");
    } else if (at("(?:") || at("(?=") || at("(?!") || at("(?>")) {
      pass(3);
    } else if (at("(?<!")) {
      pass(4);
    } else if (at("(?")) {
      return bad("unknown group");
    } else {
      pass(1);
    }
    ignore_case_.push_back(ignore_case);
    return {};
  }

  CodePointSet fold(uint32_t c) const {
    return !ignore_case_.empty() && ignore_case_.back() ? ignoring_case(c) : single(c);
  }

  /// One character or one escape: a code point, or a set for \s, \p{..} and their like.
  struct Atom {
    uint32_t code_point = 0;
    std::optional<CodePointSet> set = {};
  };

  Result<Atom> read_atom() {
    if (text_[at_] != '\\') {
      const auto c = decode_utf8(text_, at_);
      if (!c) return bad("not UTF-8");
      return Atom{*c};
    }
    if (at_ + 1 >= text_.size()) return bad("\\ at the end");
    const char kind = text_[at_ + 1];
    at_ += 2;
    switch (kind) {
      case 'r':
        return Atom{'\r'};
      case 'n':
        return Atom{'\n'};
      case 't':
        return Atom{'\t'};
      case 's':
        return Atom{0, unicode_property("White_Space")};
      case 'S':
        return Atom{0, unicode_property("White_Space")->complement()};
      case 'd':
        return Atom{0, unicode_property("Nd")};
      case 'p':
      case 'P':
        return read_property(kind == 'P');
      case 'u':
        return read_hex4();
      default:
        break;
    }
    if ((kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z') || (kind >= '0' && kind <= '9')) {
      return bad("unknown escape");
    }
    return Atom{static_cast<unsigned char>(kind)};
  }

  Result<Atom> read_property(bool negated) {
    const size_t close = text_.find('}', at_);
    if (!at("{") || close == std::string_view::npos) return bad("\\p without {..}");
    auto set = unicode_property(text_.substr(at_ + 1, close - at_ - 1));
    if (!set) return bad("unknown property");
    at_ = close + 1;
    return Atom{0, negated ? set->complement() : *std::move(set)};
  }

  Result<Atom> read_hex4() {
    if (text_.size() - at_ < 4) return bad("\\u wants four digits");
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = text_[at_];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return bad("\\u wants four digits");
      value = value * 16 + static_cast<uint32_t>(digit);
    }
    return Atom{value};
  }

  /// `[...]` with at_ on the bracket; nests once for `&&[...]`.
  Result<CodePointSet> read_class() {
    ++at_;
    const bool negated = at("^");
    if (negated) ++at_;
    CodePointSet out;
    while (true) {
      if (at_ >= text_.size()) return bad("unmatched [");
      if (at("]")) break;
      if (at("&&[")) {
        at_ += 2;
        SNUG_TRY(const CodePointSet other, read_class());
        out = out.intersected(other);
        continue;
      }
      if (at("[")) return bad("[ inside a class wants a backslash");
      SNUG_TRY(Atom first, read_atom());
      if (first.set) {
        out = out.united(*first.set);
      } else if (at("-") && !text_.substr(at_).starts_with("-]")) {
        ++at_;
        SNUG_TRY(const Atom last, read_atom());
        if (last.set || last.code_point < first.code_point) return bad("a range that runs backwards");
        out = out.united(CodePointSet({{first.code_point, last.code_point}}));
      } else {
        out = out.united(fold(first.code_point));
      }
    }
    ++at_;
    return negated ? out.complement() : out;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<bool> ignore_case_;  // one entry an open group
  Pattern out_;
};

}  // namespace

Result<Pattern> parse_pattern(std::string_view pattern) {
  return Reader(pattern).read();
}

}  // namespace snug::tokenizer
