// A model's hyper-parameters as its GGUF metadata gives them, checked against what can be true.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/format/gguf.h"
#include "engine/program/ops.h"

namespace snug::models {

enum class RopeScaling : uint8_t { none, linear, yarn, longrope };

/// Names follow the GGUF keys ({arch}.block_count and so on). Per-layer values have one entry a layer.
struct ModelSpec {
  std::string architecture;  ///< "llama", "qwen2", ...
  std::string name;          ///< general.name, for people
  int64_t n_layers = 0;
  int64_t n_embd = 0;
  int64_t n_vocab = 0;
  int64_t n_ctx_train = 0;
  std::vector<int64_t> n_ff;        ///< by layer
  std::vector<int32_t> n_heads;     ///< by layer
  std::vector<int32_t> n_kv_heads;  ///< by layer
  int32_t head_dim_k = 0;
  int32_t head_dim_v = 0;
  float norm_eps = 0;

  int32_t rope_dims = 0;
  float rope_theta = 10000.0f;
  float rope_theta_window = 10000.0f;  ///< for window layers (Gemma 3)
  RopeScaling rope_scaling = RopeScaling::none;
  float rope_factor = 1.0f;
  float rope_attn_factor = 1.0f;
  float yarn_ext_factor = -1.0f;  ///< < 0: 1 under YaRN, else 0
  float yarn_beta_fast = 32.0f;
  float yarn_beta_slow = 1.0f;
  int64_t rope_n_ctx_original = 0;

  int32_t window = 0;          ///< sliding window in tokens, 0 without
  int32_t window_pattern = 0;  ///< every pattern-th layer is full, the others see the window

  int32_t n_experts = 0;
  int32_t n_experts_used = 0;
  int64_t n_ff_expert = 0;
  bool expert_weights_norm = true;
  float expert_weights_scale = 1.0f;

  float attn_scale = 0.0f;  ///< 0: 1 / sqrt(head_dim_k)
  float attn_softcap = 0.0f;
  float final_softcap = 0.0f;
  float embedding_scale = 1.0f;
  float residual_scale = 1.0f;
  float logit_scale = 1.0f;

  /// Whether the layer sees only the window.
  [[nodiscard]] bool is_window_layer(int64_t layer) const {
    return window > 0 && (window_pattern <= 1 || (layer + 1) % window_pattern != 0);
  }
};

/// Reads the keys that all families share, and the family's own. Needs no tensor data, so it serves remote headers too.
/// Errors: unknown_architecture, missing_key, bad_value.
Result<ModelSpec> read_model_spec(const format::GgufHeader& header);

}  // namespace snug::models
