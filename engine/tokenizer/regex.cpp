#include "engine/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

namespace snug::tokenizer {
namespace {

// Far above what any built-in pattern needs on 256 MiB of text, and an end to whatever a mistake in one could start.
constexpr uint32_t kMatchLimit = 500'000'000;
constexpr uint32_t kHeapLimitKib = 256 * 1024;
constexpr size_t kJitStackStart = 32 * 1024;
constexpr size_t kJitStackMax = 16 * 1024 * 1024;

std::string pcre2_message(int code) {
  PCRE2_UCHAR buffer[128] = {};
  pcre2_get_error_message(code, buffer, sizeof(buffer));
  return reinterpret_cast<const char*>(buffer);
}

}  // namespace

void RegexScratch::Free::operator()(pcre2_real_match_data_8* p) const {
  pcre2_match_data_free(p);
}
void RegexScratch::Free::operator()(pcre2_real_match_context_8* p) const {
  pcre2_match_context_free(p);
}
void RegexScratch::Free::operator()(pcre2_real_jit_stack_8* p) const {
  pcre2_jit_stack_free(p);
}

Result<RegexScratch> RegexScratch::create() {
  RegexScratch out;
  out.data_.reset(pcre2_match_data_create(1, nullptr));
  out.context_.reset(pcre2_match_context_create(nullptr));
  if (!out.data_ || !out.context_) return fail(Code::out_of_memory, "for the tokenizer");
  pcre2_set_match_limit(out.context_.get(), kMatchLimit);
  pcre2_set_heap_limit(out.context_.get(), kHeapLimitKib);
  // Without JIT (a build of PCRE2 may lack it) there is no stack to be had, and none is needed.
  out.stack_.reset(pcre2_jit_stack_create(kJitStackStart, kJitStackMax, nullptr));
  if (out.stack_) pcre2_jit_stack_assign(out.context_.get(), nullptr, out.stack_.get());
  return out;
}

Result<Regex> Regex::compile(const std::string& pattern) {
  int error = 0;
  PCRE2_SIZE at = 0;
  pcre2_code* code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_NEVER_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE, &error, &at, nullptr);
  if (code == nullptr) {
    return fail(Code::internal, fmt::format("pre-tokenizer pattern, byte {}: {}", at, pcre2_message(error)));
  }
  Regex out;
  out.code_ = std::shared_ptr<pcre2_code>(code, [](pcre2_code* p) { pcre2_code_free(p); });
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // a refusal only costs speed
  return out;
}

Result<std::optional<Regex::Match>> Regex::find(std::string_view subject, size_t from, RegexScratch& scratch) const {
  const auto* text = reinterpret_cast<PCRE2_SPTR>(subject.data());
  int status = pcre2_match(code_.get(), text, subject.size(), from, 0, scratch.data_.get(), scratch.context_.get());
  if (status == PCRE2_ERROR_JIT_STACKLIMIT) {
    status =
        pcre2_match(code_.get(), text, subject.size(), from, PCRE2_NO_JIT, scratch.data_.get(), scratch.context_.get());
  }
  if (status == PCRE2_ERROR_NOMATCH) return std::optional<Match>{};
  if (status < 0) return fail(Code::bad_input, "splitting the text into words: " + pcre2_message(status));
  const PCRE2_SIZE* span = pcre2_get_ovector_pointer(scratch.data_.get());
  return std::optional<Match>(Match{span[0], span[1]});
}

}  // namespace snug::tokenizer
