#include "engine/kv/kv_cache.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/check.h"

namespace snug::kv {
namespace {
constexpr int32_t kPage = device::kPageTokens;
}

KvCache::KvCache(const plan::Plan& plan) : n_ctx_(plan.spec.n_ctx), stride_(plan.page_table_stride) {
  for (const program::KvGroupDecl& decl : plan.program.kv) {
    Group group{decl.kind, decl.window, {}};
    const int32_t n_pages =
        plan::pages_per_sequence(decl, plan.spec.n_ctx, plan.spec.chunk_rows) * plan.spec.n_sequences;
    for (int32_t p = n_pages - 1; p >= 0; --p) group.free.push_back(p);
    groups_.push_back(std::move(group));
  }
  sequences_.resize(static_cast<size_t>(plan.spec.n_sequences));
  for (Sequence& s : sequences_) s.first_kept.assign(groups_.size(), 0);
  tables_.assign(sequences_.size() * groups_.size() * static_cast<size_t>(stride_), -1);
}

Status KvCache::extend(int32_t sequence, int32_t n_tokens) {
  Sequence& seq = sequences_[sequence];
  const int64_t end = int64_t{seq.length} + n_tokens;
  if (end > n_ctx_) return fail(Code::prompt_too_long, fmt::format("{} tokens; {} fit", end, n_ctx_));
  for (int32_t g = 0; g < std::ssize(groups_); ++g) {
    Group& group = groups_[g];
    if (group.kind == program::KvKind::window) {
      // The step's first row sees positions from length - window + 1 on; whole pages before that are done with.
      const int32_t visible = std::max(0, seq.length - group.window + 1);
      release(sequence, g, seq.first_kept[g] / kPage, visible / kPage);
      seq.first_kept[g] = std::max(seq.first_kept[g], visible / kPage * kPage);
    }
    for (int32_t page = seq.length / kPage; page < (end + kPage - 1) / kPage; ++page) {
      int32_t& where = entry(sequence, g, page);
      if (where >= 0) continue;
      SNUG_CHECK(!group.free.empty(), "the planner gave a group too few pages");
      where = group.free.back();
      group.free.pop_back();
    }
  }
  seq.length = static_cast<int32_t>(end);
  return {};
}

int32_t KvCache::rewind(int32_t sequence, int32_t position) {
  Sequence& seq = sequences_[sequence];
  position = std::clamp(position, 0, seq.length);
  for (int32_t g = 0; g < std::ssize(groups_); ++g) {
    const bool sees_all = groups_[g].kind == program::KvKind::full || position == seq.length ||
                          std::max(0, position - groups_[g].window + 1) >= seq.first_kept[g];
    if (!sees_all) position = 0;
  }
  for (int32_t g = 0; g < std::ssize(groups_); ++g) {
    release(sequence, g, (position + kPage - 1) / kPage, (seq.length + kPage - 1) / kPage);
    if (position == 0) seq.first_kept[g] = 0;
  }
  seq.length = position;
  return position;
}

void KvCache::release(int32_t sequence, int32_t group, int32_t first_page, int32_t last_page) {
  for (int32_t page = first_page; page < last_page; ++page) {
    int32_t& where = entry(sequence, group, page);
    if (where < 0) continue;
    groups_[group].free.push_back(where);
    where = -1;
  }
}

}  // namespace snug::kv
