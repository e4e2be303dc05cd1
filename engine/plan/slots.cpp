#include "engine/plan/slots.h"

#include <algorithm>

#include "engine/base/checked.h"

namespace snug::plan {

std::vector<SlotLife> slot_lives(const program::Program& program, int32_t first_op, int32_t last_op) {
  const auto n_slots = program.slots.size();
  struct Touch {
    int32_t first = -1, last = -1;       // inside the span
    bool before = false, after = false;  // outside of it
    bool written_first = false;          // the first touch inside is a pure write
  };
  std::vector<Touch> touches(n_slots);
  for (int32_t i = 0; i < std::ssize(program.ops); ++i) {
    program::for_each_slot(program.ops[i], [&](program::SlotId s, bool written) {
      Touch& t = touches[s];
      if (i < first_op) {
        t.before = true;
      } else if (i >= last_op) {
        // A later span that only overwrites the slot does not need our value, but keeping it is always right.
        t.after = true;
      } else {
        if (t.first < 0) t.first = i, t.written_first = written;
        t.last = i;
      }
    });
  }
  std::vector<SlotLife> lives;
  for (size_t s = 0; s < n_slots; ++s) {
    const Touch& t = touches[s];
    if (t.first < 0) continue;
    const bool carried_in = t.before && !t.written_first;
    const bool carried_out =
        (t.after && !program.slots[s].name.starts_with('~')) || static_cast<program::SlotId>(s) == program.logits;
    lives.push_back({.slot = static_cast<program::SlotId>(s),
                     .first_op = carried_in ? first_op : t.first,
                     .last_op = carried_out ? last_op - 1 : t.last});
  }
  return lives;
}

int64_t place_slots(std::vector<SlotLife>& lives, int64_t alignment) {
  std::vector<SlotLife*> order;
  for (SlotLife& life : lives) order.push_back(&life);
  std::stable_sort(order.begin(), order.end(),
                   [](const SlotLife* a, const SlotLife* b) { return a->size_bytes > b->size_bytes; });
  std::vector<const SlotLife*> placed;  // kept by offset
  int64_t total = 0;
  for (SlotLife* life : order) {
    int64_t offset = 0;
    for (const SlotLife* other : placed) {
      const bool meet = life->first_op <= other->last_op && other->first_op <= life->last_op;
      if (!meet) continue;
      if (offset + life->size_bytes <= other->offset_bytes) break;
      offset = std::max(offset, round_up(other->offset_bytes + other->size_bytes, alignment));
    }
    life->offset_bytes = offset;
    total = std::max(total, offset + life->size_bytes);
    placed.insert(
        std::upper_bound(placed.begin(), placed.end(), life,
                         [](const SlotLife* a, const SlotLife* b) { return a->offset_bytes < b->offset_bytes; }),
        life);
  }
  return total;
}

}  // namespace snug::plan
