// gemma3: five window layers for each full one, norms on the heads of Q and K and on both outputs, GELU, embeddings
// scaled by sqrt(d). The converter has added 1 to the norm weights already. (Gemma team 2025.)
#include <cmath>

#include "engine/models/builder.h"
#include "engine/models/family_list.h"

namespace snug::models {

Status refine_gemma3(const format::GgufHeader& header, ModelSpec& spec) {
  SNUG_TRY(const auto theta, header.metadata.optional_f32("gemma3.rope.freq_base_swa"));
  spec.rope_theta_window = theta.value_or(10000.0f);
  SNUG_TRY(const auto base, header.metadata.optional_f32("gemma3.rope.freq_base"));
  if (!base) spec.rope_theta = 1'000'000.0f;
  SNUG_TRY(const auto pattern, header.metadata.optional_i64("gemma3.attention.sliding_window_pattern"));
  spec.window_pattern = static_cast<int32_t>(pattern.value_or(6));
  if (spec.window_pattern < 1 || spec.window_pattern > 512)
    return fail(Code::bad_value, "gemma3.attention.sliding_window_pattern");
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.n_embd));
  // The 27B model scales queries by its embedding's share of a head instead of by the head size.
  if (spec.attn_scale == 0.0f && spec.n_layers == 62) {
    spec.attn_scale = 1.0f / std::sqrt(static_cast<float>(spec.n_embd) / static_cast<float>(spec.n_heads[0]));
  }
  return {};
}

Result<program::Program> build_gemma3(const format::GgufHeader& header, const ModelSpec& spec) {
  Builder b(header, spec);
  const program::SlotId x = b.slot("x", spec.n_embd);
  b.embed(x);
  for (int32_t layer = 0; layer < spec.n_layers; ++layer) {
    b.begin_layer();
    b.attention(
        layer, x,
        {.pairing = program::RopeParams::Pairing::halves, .use_rope = true, .post_norm = "post_attention_norm"});
    b.feed_forward(layer, x, program::ActKind::gelu_tanh, "post_ffw_norm");
  }
  b.head(x);
  return b.finish();
}

}  // namespace snug::models
