// Scratch by liveness: slots whose lives do not meet share bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/program/program.h"

namespace snug::plan {

/// A slot's life in ops of the lowered program, ends included, and its size.
struct SlotLife {
  program::SlotId slot = program::kNone;
  int32_t first_op = 0;
  int32_t last_op = 0;
  int64_t size_bytes = 0;
  int64_t offset_bytes = 0;  ///< result of place_slots
};

/// Lives of the slots that ops [first, last) touch. A slot that is alive across a cut between devices lives from the
/// span's first op (if an earlier span wrote it) or to its last (if a later one reads it).
std::vector<SlotLife> slot_lives(const program::Program& program, int32_t first_op, int32_t last_op);

/// Gives each life an offset (multiple of `alignment`), larger ones first, each at the lowest place that is free for
/// its whole life (Pisarchyk and Lee 2020, "greedy by size"). Returns the bytes that all take together.
int64_t place_slots(std::vector<SlotLife>& lives, int64_t alignment);

}  // namespace snug::plan
