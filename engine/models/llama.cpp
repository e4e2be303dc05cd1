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
  return build_plain_decoder(header, spec, program::RopeParams::Pairing::adjacent);
}

}  // namespace snug::models
