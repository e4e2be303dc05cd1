// The experts' composites are not fused on the CPU: caps say so and the lowering expands them.
#include "backends/cpu/ops/ops.h"

namespace snug::cpu {

Status compile(Compiler&, const program::MoeGateUp&) {
  return fail(Code::unsupported, "MoeGateUp is lowered for the CPU");
}
Status compile(Compiler&, const program::MoeDownCombine&) {
  return fail(Code::unsupported, "MoeDownCombine is lowered for the CPU");
}

}  // namespace snug::cpu
