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
  Builder b(header, spec);
  const program::SlotId x = b.slot("x", spec.n_embd);
  b.embed(x);
  for (int32_t layer = 0; layer < spec.n_layers; ++layer) {
    b.begin_layer();
    b.attention(layer, x, {.pairing = program::RopeParams::Pairing::halves});
    if (spec.n_experts > 0) {
      b.experts(layer, x, program::Route::Gate::softmax);
    } else {
      b.feed_forward(layer, x, program::ActKind::silu);
    }
  }
  b.head(x);
  return b.finish();
}

}  // namespace snug::models
