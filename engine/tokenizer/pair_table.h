// A hash table from a pair of symbols to its merge: open addressing, one cache line a look-up in the usual case.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/tokenizer/pair_merger.h"

namespace snug::tokenizer {

/// Filled once, then const use from any thread.
class PairTable {
 public:
  /// Room for n pairs at a load of at most one half.
  explicit PairTable(size_t n = 0) {
    size_t size = 16;
    while (size < n * 2) size *= 2;
    slots_.resize(size);
  }
  /// Adds a pair unless it is there already: the first rank given to a pair is the one that counts. At most n pairs.
  void insert(uint32_t left, uint32_t right, PairMerge merge) {
    const uint64_t key = key_of(left, right);
    size_t i = slot_of(key);
    while (slots_[i].key != kEmpty && slots_[i].key != key) i = (i + 1) & (slots_.size() - 1);
    if (slots_[i].key == kEmpty) slots_[i] = {key, merge};
  }
  std::optional<PairMerge> find(uint32_t left, uint32_t right) const {
    const uint64_t key = key_of(left, right);
    for (size_t i = slot_of(key);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].key == key) return slots_[i].merge;
      if (slots_[i].key == kEmpty) return std::nullopt;
    }
  }

 private:
  static constexpr uint64_t kEmpty = ~uint64_t{0};
  struct Slot {
    uint64_t key = kEmpty;
    PairMerge merge;
  };
  static uint64_t key_of(uint32_t left, uint32_t right) { return uint64_t{left} << 32 | right; }
  size_t slot_of(uint64_t key) const {
    key *= 0x9E3779B97F4A7C15u;  // Fibonacci hashing; the high bits are the mixed ones
    return (key ^ key >> 32) & (slots_.size() - 1);
  }
  std::vector<Slot> slots_;
};

}  // namespace snug::tokenizer
