#include "engine/models/model_spec.h"

#include <fmt/format.h>

#include "engine/models/family.h"

namespace snug::models {
namespace {

/// Reads {arch}.key values with defaults and bounds.
class Keys {
 public:
  Keys(const format::Metadata& metadata, std::string_view arch)
      : metadata_(metadata), prefix_(std::string(arch) + ".") {}

  Result<int64_t> required(std::string_view key, int64_t low, int64_t high) const {
    SNUG_TRY(const int64_t value, metadata_.get_i64(prefix_ + std::string(key)));
    return checked(key, value, low, high);
  }
  Result<int64_t> integer(std::string_view key, int64_t fallback, int64_t low, int64_t high) const {
    SNUG_TRY(const auto value, metadata_.optional_i64(prefix_ + std::string(key)));
    return checked(key, value.value_or(fallback), low, high);
  }
  Result<float> number(std::string_view key, float fallback, float low, float high) const {
    SNUG_TRY(const auto value, metadata_.optional_f32(prefix_ + std::string(key)));
    const float x = value.value_or(fallback);
    if (!(x >= low && x <= high)) return fail(Code::bad_value, fmt::format("{}{} is {}", prefix_, key, x));
    return x;
  }
  /// A scalar or an array with one entry a layer; `fallback` where the key is absent.
  template <class T>
  Result<std::vector<T>> per_layer(std::string_view key, int64_t n_layers, std::vector<T> fallback, T high) const {
    const std::string full = prefix_ + std::string(key);
    if (!metadata_.contains(full)) return fallback;
    SNUG_TRY(auto values, metadata_.numbers_or_scalar<T>(full, static_cast<size_t>(n_layers)));
    for (const T v : values) {
      if (v < 0 || v > high) return fail(Code::bad_value, fmt::format("{} has {}", full, v));
    }
    return values;
  }
  [[nodiscard]] bool has(std::string_view key) const { return metadata_.contains(prefix_ + std::string(key)); }

 private:
  Result<int64_t> checked(std::string_view key, int64_t value, int64_t low, int64_t high) const {
    if (value < low || value > high) return fail(Code::bad_value, fmt::format("{}{} is {}", prefix_, key, value));
    return value;
  }
  const format::Metadata& metadata_;
  std::string prefix_;
};

Result<int64_t> vocabulary_size(const format::GgufHeader& header, const Keys& keys) {
  // The embedding's rows are what the program computes; the key and the token list may be shorter or absent.
  for (const format::TensorInfo& tensor : header.tensors) {
    if (tensor.name == "token_embd.weight") return tensor.shape[1];
  }
  if (keys.has("vocab_size")) return keys.required("vocab_size", 1, int64_t{1} << 24);
  SNUG_TRY(const format::StringArray* tokens, header.metadata.strings("tokenizer.ggml.tokens"));
  return static_cast<int64_t>(tokens->size());
}

Status read_attention(const Keys& keys, ModelSpec& s) {
  constexpr int32_t kMaxHeads = 1024;
  SNUG_TRY(s.n_heads, keys.per_layer<int32_t>("attention.head_count", s.n_layers, {}, kMaxHeads));
  if (s.n_heads.empty()) return fail(Code::missing_key, s.architecture + ".attention.head_count");
  SNUG_TRY(s.n_kv_heads, keys.per_layer<int32_t>("attention.head_count_kv", s.n_layers, s.n_heads, kMaxHeads));
  for (int64_t l = 0; l < s.n_layers; ++l) {
    if (s.n_heads[l] < 1 || s.n_kv_heads[l] < 1 || s.n_heads[l] % s.n_kv_heads[l] != 0) {
      return fail(Code::bad_value,
                  fmt::format("layer {} has {} heads and {} KV heads", l, s.n_heads[l], s.n_kv_heads[l]));
    }
  }
  const int64_t head = s.n_embd / s.n_heads[0];
  SNUG_TRY(const int64_t k, keys.integer("attention.key_length", head, 1, 1024));
  SNUG_TRY(const int64_t v, keys.integer("attention.value_length", head, 1, 1024));
  s.head_dim_k = static_cast<int32_t>(k);
  s.head_dim_v = static_cast<int32_t>(v);
  SNUG_TRY(s.attn_softcap, keys.number("attn_logit_softcapping", 0.0f, 0.0f, 1e6f));
  SNUG_TRY(s.final_softcap, keys.number("final_logit_softcapping", 0.0f, 0.0f, 1e6f));
  SNUG_TRY(s.attn_scale, keys.number("attention.scale", 0.0f, 0.0f, 1e3f));
  return {};
}

Status read_rope(const format::Metadata& metadata, const Keys& keys, ModelSpec& s) {
  SNUG_TRY(const int64_t dims, keys.integer("rope.dimension_count", s.head_dim_k, 0, s.head_dim_k));
  s.rope_dims = static_cast<int32_t>(dims);
  SNUG_TRY(s.rope_theta, keys.number("rope.freq_base", 10000.0f, 1.0f, 1e12f));
  SNUG_TRY(const auto type, metadata.optional_string(s.architecture + ".rope.scaling.type"));
  // Old files have scale_linear and no type.
  SNUG_TRY(const float old_factor, keys.number("rope.scale_linear", 1.0f, 1e-6f, 1e6f));
  SNUG_TRY(s.rope_factor, keys.number("rope.scaling.factor", old_factor, 0.0f, 1e6f));
  if (s.rope_factor == 0.0f) s.rope_factor = 1.0f;
  if (type == "yarn") {
    s.rope_scaling = RopeScaling::yarn;
  } else if (type == "longrope") {
    s.rope_scaling = RopeScaling::longrope;
  } else if (type == "linear" || (!type && s.rope_factor != 1.0f)) {
    s.rope_scaling = RopeScaling::linear;
  } else if (type && type != "none") {
    return fail(Code::bad_value, fmt::format("rope scaling of type {}", printable(*type)));
  }
  SNUG_TRY(s.rope_attn_factor, keys.number("rope.scaling.attn_factor", 1.0f, 1e-3f, 1e3f));
  SNUG_TRY(s.yarn_ext_factor, keys.number("rope.scaling.yarn_ext_factor", -1.0f, -1.0f, 1e3f));
  SNUG_TRY(s.yarn_beta_fast, keys.number("rope.scaling.yarn_beta_fast", 32.0f, 0.0f, 1e6f));
  SNUG_TRY(s.yarn_beta_slow, keys.number("rope.scaling.yarn_beta_slow", 1.0f, 0.0f, 1e6f));
  SNUG_TRY(s.rope_n_ctx_original,
           keys.integer("rope.scaling.original_context_length", s.n_ctx_train, 1, int64_t{1} << 31));
  return {};
}

Status read_experts(const Keys& keys, ModelSpec& s) {
  SNUG_TRY(const int64_t n, keys.integer("expert_count", 0, 0, 4096));
  SNUG_TRY(const int64_t used, keys.integer("expert_used_count", 0, 0, n));
  s.n_experts = static_cast<int32_t>(n);
  s.n_experts_used = static_cast<int32_t>(used);
  if (n > 0 && used == 0) return fail(Code::bad_value, s.architecture + ".expert_used_count is 0");
  SNUG_TRY(s.n_ff_expert,
           keys.integer("expert_feed_forward_length", s.n_ff.empty() ? 0 : s.n_ff[0], 0, int64_t{1} << 24));
  SNUG_TRY(s.expert_weights_scale, keys.number("expert_weights_scale", 1.0f, 0.0f, 1e6f));
  if (s.expert_weights_scale == 0.0f) s.expert_weights_scale = 1.0f;
  return {};
}

}  // namespace

Result<ModelSpec> read_model_spec(const format::GgufHeader& header) {
  ModelSpec s;
  SNUG_TRY(const std::string_view arch, header.metadata.get_string("general.architecture"));
  const Family* family = find_family(arch);
  if (family == nullptr) {
    std::string known;
    for (const Family& f : families()) known += (known.empty() ? "" : ", ") + std::string(f.architecture);
    Error error{Code::unknown_architecture, fmt::format("\"{}\"; it runs {}", printable(arch, 64), known)};
    return fail(std::move(error).with("architecture", printable(arch, 64)));
  }
  s.architecture = arch;
  SNUG_TRY(const auto name, header.metadata.optional_string("general.name"));
  s.name = printable(name.value_or(""));
  const Keys keys(header.metadata, arch);
  SNUG_TRY(s.n_layers, keys.required("block_count", 1, 512));
  SNUG_TRY(s.n_embd, keys.required("embedding_length", 1, int64_t{1} << 20));
  SNUG_TRY(s.n_ctx_train, keys.required("context_length", 1, int64_t{1} << 31));
  SNUG_TRY(s.n_vocab, vocabulary_size(header, keys));
  SNUG_TRY(s.n_ff, keys.per_layer<int64_t>("feed_forward_length", s.n_layers,
                                           std::vector<int64_t>(static_cast<size_t>(s.n_layers), 0), int64_t{1} << 24));
  SNUG_TRY(s.norm_eps, keys.number("attention.layer_norm_rms_epsilon", 1e-5f, 0.0f, 1.0f));
  SNUG_CHECK_OK(read_attention(keys, s));
  SNUG_CHECK_OK(read_rope(header.metadata, keys, s));
  SNUG_TRY(const int64_t window, keys.integer("attention.sliding_window", 0, 0, int64_t{1} << 31));
  s.window = static_cast<int32_t>(std::min<int64_t>(window, INT32_MAX));
  SNUG_TRY(s.embedding_scale, keys.number("embedding_scale", 1.0f, 0.0f, 1e6f));
  SNUG_TRY(s.residual_scale, keys.number("residual_scale", 1.0f, 0.0f, 1e6f));
  SNUG_TRY(s.logit_scale, keys.number("logit_scale", 1.0f, 0.0f, 1e6f));
  SNUG_CHECK_OK(read_experts(keys, s));
  SNUG_CHECK_OK(family->refine(header, s));
  return s;
}

}  // namespace snug::models
