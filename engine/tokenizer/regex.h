// PCRE2 over bytes, compiled with JIT, under limits. Errors are values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace snug::tokenizer {

/// What one thread needs to run any Regex: match data, limits, a JIT stack. Made once a call of encode, not shared.
class RegexScratch {
 public:
  /// Errors: out_of_memory.
  static Result<RegexScratch> create();

 private:
  friend class Regex;
  struct Free {
    void operator()(pcre2_real_match_data_8* p) const;
    void operator()(pcre2_real_match_context_8* p) const;
    void operator()(pcre2_real_jit_stack_8* p) const;
  };
  std::unique_ptr<pcre2_real_jit_stack_8, Free> stack_;
  std::unique_ptr<pcre2_real_match_context_8, Free> context_;
  std::unique_ptr<pcre2_real_match_data_8, Free> data_;
};

/// A compiled pattern; const use from any thread.
class Regex {
 public:
  struct Match {
    size_t begin = 0;
    size_t end = 0;
  };
  /// Errors: internal if PCRE2 refuses the pattern (patterns are our own).
  static Result<Regex> compile(const std::string& pattern);
  /// The first match at or behind `from`, or nothing. Errors: bad_input if the match limits are passed.
  Result<std::optional<Match>> find(std::string_view subject, size_t from, RegexScratch& scratch) const;

 private:
  std::shared_ptr<pcre2_real_code_8> code_;
};

}  // namespace snug::tokenizer
