// Which instruction set's kernels run: chosen once from what the processor and the system offer, or pinned.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "backends/cpu/kernels.h"
#include "engine/base/result.h"

namespace snug::cpu {

enum class Isa : uint8_t {
  portable,
  avx2,    ///< with FMA and F16C
  avx512,  ///< F, BW, DQ, VL and VNNI
};

/// "portable", "avx2", "avx512".
std::string_view name_of(Isa isa);
/// Instruction sets that this build has kernels for and this machine runs, slowest first.
std::vector<Isa> available_isas();
/// The ISA of a name. Errors: unknown_isa (no such name, or this machine cannot run it).
Result<Isa> parse_isa(std::string_view name);
/// What `pinned` says if it is not empty, else the environment's SNUG_ISA, else the fastest. Errors: unknown_isa.
Result<Isa> choose_isa(std::string_view pinned = {});
const KernelTable& kernels_of(Isa isa);

}  // namespace snug::cpu
