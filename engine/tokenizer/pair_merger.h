// The merge loop of byte-pair encoding: always the best pair, the leftmost of equals, in O(n log n).
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace snug::tokenizer {

/// What joining two neighbours gives: a lower rank goes first.
struct PairMerge {
  uint32_t rank = 0;
  uint32_t symbol = 0;
};

/// Merges the symbols of one piece. Keeps its buffers between pieces; one an encode call, not shared.
class PairMerger {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct Node {
    uint32_t symbol = 0;  ///< what the model calls it
    uint32_t begin = 0;   ///< bytes [begin, end) of the piece
    uint32_t end = 0;
    uint32_t prev = kNone;
    uint32_t next = kNone;
    uint32_t rank = kNone;    ///< of the pair that this node begins, kNone if they do not merge
    uint32_t merged = kNone;  ///< and the symbol that the pair becomes
  };

  void clear() { nodes_.clear(); }
  /// Adds the next symbol of the piece.
  void add(uint32_t symbol, uint32_t begin, uint32_t end) { nodes_.push_back({symbol, begin, end}); }

  /// Runs the loop. `find(left, right)` takes two neighbouring Nodes and gives a std::optional<PairMerge>; it must
  /// depend on nothing but them.
  template <class Find>
  void run(Find&& find) {
    const auto n = static_cast<uint32_t>(nodes_.size());
    heap_.clear();
    for (uint32_t i = 0; i < n; ++i) {
      nodes_[i].prev = i == 0 ? kNone : i - 1;
      nodes_[i].next = i + 1 == n ? kNone : i + 1;
    }
    for (uint32_t i = 0; i + 1 < n; ++i) rate(i, find);
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const uint64_t best = heap_.back();
      heap_.pop_back();
      const auto at = static_cast<uint32_t>(best);
      // An entry is stale if its node was swallowed (rank kNone) or begins another pair by now.
      if (nodes_[at].rank != static_cast<uint32_t>(best >> 32)) continue;
      join(at);
      if (nodes_[at].next != kNone) push_rated(at, find);
      if (nodes_[at].prev != kNone) push_rated(nodes_[at].prev, find);
    }
  }

  /// Calls `take(node)` for each symbol that is left, in order.
  template <class Take>
  void each(Take&& take) const {
    for (uint32_t i = nodes_.empty() ? kNone : 0; i != kNone; i = nodes_[i].next) take(nodes_[i]);
  }

 private:
  template <class Find>
  bool rate(uint32_t i, Find& find) {
    Node& node = nodes_[i];
    const auto merge = find(node, nodes_[node.next]);
    node.rank = merge ? merge->rank : kNone;
    node.merged = merge ? merge->symbol : kNone;
    if (merge) heap_.push_back(uint64_t{merge->rank} << 32 | i);
    return merge.has_value();
  }

  template <class Find>
  void push_rated(uint32_t i, Find& find) {
    if (rate(i, find)) std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  void join(uint32_t i) {
    Node& left = nodes_[i];
    Node& right = nodes_[left.next];
    left.symbol = left.merged;
    left.end = right.end;
    left.next = right.next;
    left.rank = kNone;
    right.rank = kNone;
    if (left.next != kNone) nodes_[left.next].prev = i;
  }

  std::vector<Node> nodes_;
  std::vector<uint64_t> heap_;  // rank in the high half, index of the left node in the low one
};

}  // namespace snug::tokenizer
