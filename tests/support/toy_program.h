// A llama-shaped program without a file: for tests of the planner, the lowering and the executor.
#pragma once

#include "engine/program/program.h"

namespace snug::test {

struct ToyShape {
  int32_t n_layers = 3;
  int32_t n_embd = 64;
  int32_t n_heads = 4;
  int32_t n_kv_heads = 2;
  int32_t head_dim = 16;
  int32_t n_ff = 96;
  int32_t n_vocab = 100;
  quant::DType type = quant::DType::F32;
  int32_t window = 0;  ///< > 0: every second layer sees only the window
};

inline program::Program toy_program(const ToyShape& s = {}) {
  using namespace program;
  Program p;
  p.n_vocab = s.n_vocab;
  p.n_embd = s.n_embd;
  const auto weight = [&](std::string name, int64_t cols, int64_t rows, WeightUse use = WeightUse::matrix) {
    p.weights.push_back({std::move(name), static_cast<int32_t>(p.weights.size()),
                         use == WeightUse::vector ? quant::DType::F32 : s.type, cols, rows, 1, use});
    return static_cast<WeightId>(p.weights.size() - 1);
  };
  const auto slot = [&](std::string name, int64_t width, RowSpace rows = RowSpace::all) {
    p.slots.push_back({std::move(name), width, Form::f32, rows});
    return static_cast<SlotId>(p.slots.size() - 1);
  };
  const SlotId x = slot("x", s.n_embd);
  const SlotId q = slot("q", int64_t{s.n_heads} * s.head_dim);
  const SlotId a = slot("attention", int64_t{s.n_heads} * s.head_dim);
  const SlotId h = slot("ffn", s.n_ff);
  p.ops.emplace_back(Embed{weight("embd", s.n_embd, s.n_vocab, WeightUse::embedding), x});
  RopeParams rope;
  rope.n_dims = s.head_dim;
  p.kv.push_back({KvKind::full, 0, {}});
  if (s.window > 0) p.kv.push_back({KvKind::window, s.window, {}});
  for (int32_t l = 0; l < s.n_layers; ++l) {
    p.layer_starts.push_back(static_cast<int32_t>(p.ops.size()));
    const int32_t group = s.window > 0 && l % 2 == 0 ? 1 : 0;
    p.kv[group].layers.push_back({l, s.n_kv_heads, s.head_dim, s.head_dim});
    const KvLayerId layer{group, static_cast<int32_t>(p.kv[group].layers.size()) - 1};
    const std::string n = std::to_string(l);
    const int64_t d_q = int64_t{s.n_heads} * s.head_dim;
    const int64_t d_kv = int64_t{s.n_kv_heads} * s.head_dim;
    NormQkvRope qkv;
    qkv.x = x, qkv.q = q, qkv.norm = weight("norm" + n, s.n_embd, 1, WeightUse::vector), qkv.eps = 1e-5f;
    qkv.wq = weight("q" + n, s.n_embd, d_q), qkv.wk = weight("k" + n, s.n_embd, d_kv),
    qkv.wv = weight("v" + n, s.n_embd, d_kv);
    qkv.n_heads = s.n_heads, qkv.n_kv_heads = s.n_kv_heads, qkv.head_dim = s.head_dim, qkv.rope = rope,
    qkv.layer = layer;
    p.ops.emplace_back(qkv);
    AttendCore core{};
    core.q = q, core.out = a, core.layer = layer, core.n_heads = s.n_heads, core.scale = 0.25f;
    core.window = group == 1 ? s.window : 0;
    p.ops.emplace_back(Attend{core});
    p.ops.emplace_back(ProjAdd{a, x, weight("o" + n, d_q, s.n_embd)});
    p.ops.emplace_back(NormGateUp{x, h, weight("fnorm" + n, s.n_embd, 1, WeightUse::vector), 1e-5f,
                                  weight("gate" + n, s.n_embd, s.n_ff), weight("up" + n, s.n_embd, s.n_ff)});
    p.ops.emplace_back(ProjAdd{h, x, weight("down" + n, s.n_ff, s.n_embd)});
  }
  p.layer_starts.push_back(static_cast<int32_t>(p.ops.size()));
  p.logits = slot("logits", s.n_vocab, RowSpace::logits);
  p.ops.emplace_back(NormHead{x, p.logits, weight("onorm", s.n_embd, 1, WeightUse::vector), 1e-5f,
                              weight("head", s.n_embd, s.n_vocab)});
  return p;
}

}  // namespace snug::test
