// qwen2 (biases on Q, K and V), qwen3 (norms on the heads of Q and K) and qwen3moe: one form, the rest is which tensors
// the file has. RoPE on halves. (Qwen team 2024, 2025.)
#include "engine/models/builder.h"
#include "engine/models/family_list.h"

namespace snug::models {

Status refine_qwen(const format::GgufHeader&, ModelSpec& spec) {
  spec.window = 0;  // no released Qwen 2 or 3 uses the window that its configuration names
  return {};
}

Result<program::Program> build_qwen(const format::GgufHeader& header, const ModelSpec& spec) {
  return build_plain_decoder(header, spec, program::RopeParams::Pairing::halves);
}

}  // namespace snug::models
