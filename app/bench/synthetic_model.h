// Models of true shapes whose header and weights are made in memory: for speed, where no file is at hand.
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/bench/random_blocks.h"
#include "engine/models/family.h"

namespace snug::bench {

struct ModelShape {
  std::string name;
  int n_layers, n_embd, n_heads, n_kv_heads, head_dim, n_ff, n_vocab;
  bool tied;
  int n_experts = 0, n_used = 0;  ///< qwen3moe: n_ff is an expert's
};

inline std::optional<ModelShape> model_shape(std::string_view name) {
  if (name == "llama3-8b") return ModelShape{"llama3-8b", 32, 4096, 32, 8, 128, 14336, 128256, false};
  if (name == "llama3.2-1b") return ModelShape{"llama3.2-1b", 16, 2048, 32, 8, 64, 8192, 128256, true};
  if (name == "llama3.2-3b") return ModelShape{"llama3.2-3b", 28, 3072, 24, 8, 128, 8192, 128256, true};
  if (name == "smollm2-135m") return ModelShape{"smollm2-135m", 30, 576, 9, 3, 64, 1536, 49152, true};
  if (name == "qwen3-30b-a3b") {
    return ModelShape{"qwen3-30b-a3b", 48, 2048, 32, 4, 128, 768, 151936, false, 128, 8};
  }
  if (name == "tiny") return ModelShape{"tiny", 4, 512, 8, 2, 64, 2560, 1024, false};
  return std::nullopt;
}

/// Type of a tensor in a mix: "Q4_K_M" as llama.cpp's rule has it for this family, or one type for all matrices.
inline quant::DType mix_type(const std::string& mix, const std::string& tensor, int layer, int n_layers, bool tied) {
  if (mix != "Q4_K_M") return quant::parse_dtype(mix).value_or(quant::DType::F16);
  const bool better = layer < n_layers / 8 || layer >= 7 * n_layers / 8 || (layer - n_layers / 8) % 3 == 2;
  if (tensor == "output" || (tensor == "token_embd" && tied)) return quant::DType::Q6_K;
  if ((tensor == "attn_v" || tensor == "ffn_down" || tensor == "ffn_down_exps") && better) return quant::DType::Q6_K;
  return quant::DType::Q4_K;
}

inline format::GgufHeader synthetic_header(const ModelShape& s, const std::string& mix) {
  format::GgufHeader h;
  const std::string arch = s.n_experts > 0 ? "qwen3moe" : "llama";
  h.metadata.set("general.architecture", arch);
  h.metadata.set("general.name", s.name);
  const auto u32 = [&](const char* key, int value) { h.metadata.set(arch + "." + key, static_cast<uint32_t>(value)); };
  u32("block_count", s.n_layers);
  u32("context_length", 131072);
  u32("embedding_length", s.n_embd);
  u32("feed_forward_length", s.n_ff);
  u32("attention.head_count", s.n_heads);
  u32("attention.head_count_kv", s.n_kv_heads);
  u32("attention.key_length", s.head_dim);
  u32("attention.value_length", s.head_dim);
  u32("rope.dimension_count", s.head_dim);
  u32("vocab_size", s.n_vocab);
  h.metadata.set(arch + ".attention.layer_norm_rms_epsilon", 1e-5f);
  h.metadata.set(arch + ".rope.freq_base", 500000.0f);
  if (s.n_experts > 0) {
    u32("expert_count", s.n_experts);
    u32("expert_used_count", s.n_used);
    u32("expert_feed_forward_length", s.n_ff);
  }
  const auto tensor = [&](const std::string& name, quant::DType type, int64_t cols, int64_t rows, int64_t experts = 1) {
    format::TensorInfo t;
    t.name = name + ".weight";
    t.type = type;
    t.shape = {cols, rows, experts, 1};
    t.n_dims = experts > 1 ? 3 : rows > 1 ? 2 : 1;
    t.size_bytes = quant::row_bytes(type, cols).value() * rows * experts;
    h.tensors.push_back(t);
  };
  tensor("token_embd", mix_type(mix, "token_embd", 0, s.n_layers, s.tied), s.n_embd, s.n_vocab);
  for (int l = 0; l < s.n_layers; ++l) {
    const auto matrix = [&](const char* name, int64_t cols, int64_t rows, int64_t experts = 1) {
      tensor(fmt::format("blk.{}.{}", l, name), mix_type(mix, name, l, s.n_layers, s.tied), cols, rows, experts);
    };
    tensor(fmt::format("blk.{}.attn_norm", l), quant::DType::F32, s.n_embd, 1);
    matrix("attn_q", s.n_embd, int64_t{s.n_heads} * s.head_dim);
    matrix("attn_k", s.n_embd, int64_t{s.n_kv_heads} * s.head_dim);
    matrix("attn_v", s.n_embd, int64_t{s.n_kv_heads} * s.head_dim);
    matrix("attn_output", int64_t{s.n_heads} * s.head_dim, s.n_embd);
    tensor(fmt::format("blk.{}.ffn_norm", l), quant::DType::F32, s.n_embd, 1);
    if (s.n_experts > 0) {
      for (const char* name : {"attn_q_norm", "attn_k_norm"}) {
        tensor(fmt::format("blk.{}.{}", l, name), quant::DType::F32, s.head_dim, 1);
      }
      tensor(fmt::format("blk.{}.ffn_gate_inp", l), quant::DType::F32, s.n_embd, s.n_experts);
      matrix("ffn_gate_exps", s.n_embd, s.n_ff, s.n_experts);
      matrix("ffn_up_exps", s.n_embd, s.n_ff, s.n_experts);
      matrix("ffn_down_exps", s.n_ff, s.n_embd, s.n_experts);
      continue;
    }
    matrix("ffn_gate", s.n_embd, s.n_ff);
    matrix("ffn_up", s.n_embd, s.n_ff);
    matrix("ffn_down", s.n_ff, s.n_embd);
  }
  tensor("output_norm", quant::DType::F32, s.n_embd, 1);
  if (!s.tied) tensor("output", mix_type(mix, "output", 0, s.n_layers, false), s.n_embd, s.n_vocab);
  return h;
}

/// Blocks for any weight: a pool of random rows for each type and width, repeated. Norm weights are ones, the matrices
/// that write to the residual are scaled down so that it does not grow with depth.
class BlockPool {
 public:
  std::span<const std::byte> blocks(const program::WeightDecl& d) {
    const int64_t rows = d.n_rows * d.n_experts;
    const int64_t row_bytes = quant::row_bytes(d.type, d.n_cols).value();
    if (d.use == program::WeightUse::vector) {
      std::vector<std::byte>& ones = pools_[{d.type, -d.n_cols}];
      ones.resize(static_cast<size_t>(row_bytes));
      for (int64_t i = 0; i < d.n_cols; ++i) {
        const float one = 1.0f;
        std::memcpy(ones.data() + 4 * i, &one, 4);
      }
      return ones;
    }
    std::vector<std::byte>& pool = pools_[{d.type, d.n_cols}];
    const auto need = static_cast<size_t>(rows * row_bytes);
    if (pool.empty()) pool = random_matrix(d.type, d.n_cols, std::min<int64_t>(rows, 1021), 77);
    const size_t period = static_cast<size_t>(row_bytes) * 1021;
    while (pool.size() < need) {  // a prime number of rows: no tile repeats
      const size_t n = std::min({period, need - pool.size(), pool.size()});
      pool.insert(pool.end(), pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return std::span(pool).first(need);
  }

 private:
  std::map<std::pair<quant::DType, int64_t>, std::vector<std::byte>> pools_;
};

}  // namespace snug::bench
