// Bookkeeping of the paged KV cache: which physical page holds which 64 positions of which sequence. It owns page
// numbers, not memory; the pages themselves lie in the plan's KV arenas. (Paging: Kwon et al. 2023.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/plan/plan.h"

namespace snug::kv {

/// One thread (the engine's).
class KvCache {
 public:
  /// Empty sequences 0 .. plan.spec.n_sequences - 1.
  explicit KvCache(const plan::Plan& plan);

  /// Makes room for n_tokens positions after the sequence's end. Window groups give back pages that no later position
  /// of the step can see. Errors: prompt_too_long when the sequence would pass n_ctx.
  Status extend(int32_t sequence, int32_t n_tokens);

  /// Shortens the sequence so that the next token goes to `position`, if everything that this token would see is still
  /// kept. Otherwise shortens it to the largest position from which that is so (0 if need be): the tokens between have
  /// to be computed again. Returns where the sequence ends now.
  int32_t rewind(int32_t sequence, int32_t position);

  /// Tokens in the sequence.
  [[nodiscard]] int32_t length(int32_t sequence) const { return sequences_[sequence].length; }
  /// [n_sequences, n_groups, stride] physical pages, -1 where none: StepArgs::page_tables.
  [[nodiscard]] std::span<const int32_t> tables() const { return tables_; }
  [[nodiscard]] int32_t stride() const { return stride_; }
  /// Pages of a group that no sequence holds.
  [[nodiscard]] int32_t free_pages(int32_t group) const { return static_cast<int32_t>(groups_[group].free.size()); }

 private:
  struct Group {
    program::KvKind kind;
    int32_t window;
    std::vector<int32_t> free;
  };
  struct Sequence {
    int32_t length = 0;
    std::vector<int32_t> first_kept;  ///< by group: the first position whose page is still held
  };

  int32_t& entry(int32_t sequence, int32_t group, int32_t page) {
    return tables_[(int64_t{sequence} * std::ssize(groups_) + group) * stride_ + page];
  }
  void release(int32_t sequence, int32_t group, int32_t first_page, int32_t last_page);

  int64_t n_ctx_;
  int32_t stride_;
  std::vector<Group> groups_;
  std::vector<Sequence> sequences_;
  std::vector<int32_t> tables_;
};

}  // namespace snug::kv
