#include "engine/tokenizer/pretokenizer.h"

#include <fmt/format.h>

#include <algorithm>

namespace snug::tokenizer {
namespace {

/// Word characters as \b of Oniguruma sees them: the classes, its six superscripts and fractions of Latin-1, and the
/// letters in circles, squares and on dark ground.
constexpr std::string_view kWordPattern = "[\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}²³¹¼-¾Ⓐ-ⓩ🄰-🅉🅐-🅩🅰-🆉]";
constexpr std::string_view kDigitPattern = "\\d";

uint8_t byte_at(std::string_view classes, size_t i) {
  return static_cast<uint8_t>(classes[i]);
}

void add_piece(std::vector<ByteSpan>& out, size_t begin, size_t end) {
  if (begin < end) out.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)});
}

}  // namespace

Result<PreTokenizer> PreTokenizer::create(std::span<const PreStep> steps) {
  std::vector<Pattern> patterns;
  for (const PreStep& step : steps) {
    SNUG_TRY(Pattern pattern, parse_pattern(step.kind == PreStep::Kind::split ? step.pattern : kDigitPattern));
    patterns.push_back(std::move(pattern));
  }
  const bool counts_digits =
      std::any_of(steps.begin(), steps.end(), [](const PreStep& s) { return s.kind != PreStep::Kind::split; });
  if (counts_digits) {
    SNUG_TRY(Pattern word, parse_pattern(kWordPattern));
    patterns.push_back(std::move(word));
  }
  PreTokenizer out;
  SNUG_TRY(out.alphabet_, Alphabet::create(patterns));
  for (size_t i = 0; i < steps.size(); ++i) {
    Step step{steps[i].kind};
    if (step.kind == PreStep::Kind::split) {
      SNUG_TRY(step.regex, Regex::compile(out.alphabet_.translate(patterns[i])));
    } else {
      out.digits_ = out.alphabet_.bytes_of(std::get<CodePointSet>(patterns[i].parts.at(0)));
      out.word_chars_ = out.alphabet_.bytes_of(std::get<CodePointSet>(patterns.back().parts.at(0)));
    }
    out.steps_.push_back(std::move(step));
  }
  return out;
}

Result<std::vector<ByteSpan>> PreTokenizer::split(std::string_view text) const {
  std::string classes;
  std::vector<uint32_t> byte_of;  // where each character begins, and the end
  classes.reserve(text.size());
  byte_of.reserve(text.size() + 1);
  for (size_t at = 0; at < text.size();) {
    byte_of.push_back(static_cast<uint32_t>(at));
    const auto c = decode_utf8(text, at);
    if (!c) return fail(Code::bad_text, fmt::format("byte {} is not UTF-8", at));
    classes.push_back(static_cast<char>(alphabet_.of(*c)));
  }
  byte_of.push_back(static_cast<uint32_t>(text.size()));

  std::vector<ByteSpan> pieces;
  add_piece(pieces, 0, classes.size());
  SNUG_TRY(RegexScratch scratch, RegexScratch::create());
  for (const Step& step : steps_) {
    if (step.regex) {
      SNUG_CHECK_OK(run_split(*step.regex, classes, pieces, scratch));
    } else {
      run_triples(step.kind, classes, pieces);
    }
  }
  for (ByteSpan& piece : pieces) piece = {byte_of[piece.begin], byte_of[piece.end]};
  return pieces;
}

Status PreTokenizer::run_split(const Regex& regex, std::string_view classes, std::vector<ByteSpan>& pieces,
                               RegexScratch& scratch) const {
  std::vector<ByteSpan> out;
  out.reserve(pieces.size());
  for (const ByteSpan& piece : pieces) {
    const std::string_view subject = classes.substr(piece.begin, piece.end - piece.begin);
    size_t done = 0;
    size_t from = 0;
    while (from < subject.size()) {
      SNUG_TRY(const auto match, regex.find(subject, from, scratch));
      if (!match) break;
      from = std::max(match->end, match->begin + 1);
      if (match->end == match->begin) continue;
      add_piece(out, piece.begin + done, piece.begin + match->begin);
      add_piece(out, piece.begin + match->begin, piece.begin + match->end);
      done = match->end;
    }
    add_piece(out, piece.begin + done, piece.end);
  }
  pieces = std::move(out);
  return {};
}

void PreTokenizer::run_triples(PreStep::Kind kind, std::string_view classes, std::vector<ByteSpan>& pieces) const {
  std::vector<ByteSpan> out;
  out.reserve(pieces.size());
  for (const ByteSpan& piece : pieces) {
    size_t done = piece.begin;
    const auto cut = [&](size_t at) {
      add_piece(out, done, at);
      done = std::max(done, at);
    };
    for (size_t i = piece.begin; i < piece.end;) {
      if (!digits_[byte_at(classes, i)]) {
        ++i;
        continue;
      }
      size_t end = i;
      while (end < piece.end && digits_[byte_at(classes, end)]) ++end;
      const bool runs_into_word = end < piece.end && word_chars_[byte_at(classes, end)];
      if (kind != PreStep::Kind::triples_of_words || !runs_into_word) {
        if (kind != PreStep::Kind::triples_ahead) cut(i);
        for (size_t at = i + (end - i) % 3; at < end; at += 3) cut(at);
        if (kind != PreStep::Kind::triples_ahead) cut(end);
      }
      i = end;
    }
    cut(piece.end);
  }
  pieces = std::move(out);
}

}  // namespace snug::tokenizer
