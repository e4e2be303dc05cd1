// llama: Llama 1-3, Mistral, SmolLM 2 and everything else that is written in their form. RoPE on adjacent pairs,
// because the converter permutes Q and K rows. (Touvron et al. 2023; Llama 3.1's frequency factors come as
// rope_freqs.weight.)
#include "engine/models/builder.h"
#include "engine/models/family_list.h"

namespace snug::models {

Status refine_llama(const format::GgufHeader&, ModelSpec& spec) {
  spec.window = 0;  // files of Mistral 7B v0.1 name a window that later versions dropped; the full context is computed
  return {};
}

Result<program::Program> build_llama(const format::GgufHeader& header, const ModelSpec& spec) {
  Builder b(header, spec);
  const program::SlotId x = b.slot("x", spec.n_embd);
  b.embed(x);
  for (int32_t layer = 0; layer < spec.n_layers; ++layer) {
    b.begin_layer();
    b.attention(layer, x, {.pairing = program::RopeParams::Pairing::adjacent});
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
