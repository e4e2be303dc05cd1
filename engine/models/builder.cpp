#include "engine/models/builder.h"

#include <algorithm>
#include <cmath>

namespace snug::models {

using program::kNone;
using program::WeightUse;

Builder::Builder(const format::GgufHeader& header, const ModelSpec& spec) : header_(header), spec_(spec) {
  for (int32_t i = 0; i < std::ssize(header.tensors); ++i) by_name_.emplace(header.tensors[i].name, i);
  program_.n_vocab = spec.n_vocab;
  program_.n_embd = spec.n_embd;
}

program::WeightId Builder::weight(const std::string& name, WeightUse use) {
  const program::WeightId id = optional_weight(name, use);
  if (id == kNone && !failure_) failure_ = Error{Code::missing_tensor, name};
  return id;
}

program::WeightId Builder::optional_weight(const std::string& name, WeightUse use) {
  if (const auto made = made_.find(name); made != made_.end()) return made->second;
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return kNone;
  const format::TensorInfo& tensor = header_.tensors[found->second];
  program::WeightDecl decl;
  decl.name = name;
  decl.tensor = found->second;
  decl.type = tensor.type;
  decl.use = use;
  decl.n_cols = tensor.shape[0];
  decl.n_rows = tensor.shape[1];
  decl.n_experts = tensor.shape[2];
  if (use == WeightUse::vector) {
    decl.n_cols = tensor.n_elements();
    decl.n_rows = 1;
    decl.n_experts = 1;
    const bool plain =
        tensor.type == quant::DType::F32 || tensor.type == quant::DType::F16 || tensor.type == quant::DType::BF16;
    if (!plain && !failure_)
      failure_ = Error{Code::unsupported, fmt::format("{} is a vector of a quantized type", name)};
  }
  const auto id = static_cast<program::WeightId>(program_.weights.size());
  program_.weights.push_back(std::move(decl));
  made_.emplace(name, id);
  return id;
}

program::SlotId Builder::slot(std::string name, int64_t width, program::RowSpace rows) {
  const std::string key = fmt::format("{}:{}", name, width);
  const auto [it, added] = slots_.try_emplace(key, static_cast<program::SlotId>(program_.slots.size()));
  if (added) program_.slots.push_back({std::move(name), width, program::Form::f32, rows});
  return it->second;
}

program::KvLayerId Builder::kv_layer(int32_t layer) {
  const bool window = spec_.is_window_layer(layer);
  const auto kind = window ? program::KvKind::window : program::KvKind::full;
  auto group = std::find_if(program_.kv.begin(), program_.kv.end(), [&](const auto& g) { return g.kind == kind; });
  if (group == program_.kv.end()) {
    program_.kv.push_back({kind, window ? spec_.window : 0, {}});
    group = std::prev(program_.kv.end());
  }
  group->layers.push_back({layer, spec_.n_kv_heads[layer], spec_.head_dim_k, spec_.head_dim_v});
  return {static_cast<int32_t>(group - program_.kv.begin()), static_cast<int32_t>(group->layers.size()) - 1};
}

void Builder::embed(program::SlotId x) {
  const WeightUse use = has("output.weight") ? WeightUse::embedding : WeightUse::tied;
  program_.ops.emplace_back(program::Embed{weight("token_embd.weight", use), x, spec_.embedding_scale});
}

program::RopeParams Builder::rope(int32_t layer, program::RopeParams::Pairing pairing) {
  program::RopeParams r;
  r.pairing = pairing;
  r.n_dims = spec_.rope_dims;
  r.n_ctx_original = static_cast<int32_t>(std::min<int64_t>(spec_.rope_n_ctx_original, INT32_MAX));
  r.attn_factor = spec_.rope_attn_factor;
  if (spec_.is_window_layer(layer)) {
    r.theta = spec_.rope_theta_window;  // window layers are never scaled: they see no far positions
    return r;
  }
  r.theta = spec_.rope_theta;
  if (spec_.rope_scaling == RopeScaling::linear || spec_.rope_scaling == RopeScaling::yarn)
    r.freq_scale = 1.0f / spec_.rope_factor;
  if (spec_.rope_scaling == RopeScaling::yarn) {
    r.ext_factor = spec_.yarn_ext_factor < 0 ? 1.0f : spec_.yarn_ext_factor;
    r.beta_fast = spec_.yarn_beta_fast;
    r.beta_slow = spec_.yarn_beta_slow;
  }
  r.freq_factors = optional_weight("rope_freqs.weight", WeightUse::vector);
  return r;
}

void Builder::attention(int32_t layer, program::SlotId x, const AttentionOptions& options) {
  const int32_t n_heads = spec_.n_heads[layer];
  const auto bias = [&](std::string_view stem) { return optional_vector(fmt::format("blk.{}.{}.bias", layer, stem)); };
  const program::SlotId q = slot("q", int64_t{n_heads} * spec_.head_dim_k);
  const program::SlotId out = slot("attention", int64_t{n_heads} * spec_.head_dim_v);
  program::NormQkvRope qkv;
  qkv.x = x;
  qkv.q = q;
  qkv.norm = vector(block(layer, "attn_norm"));
  qkv.eps = spec_.norm_eps;
  qkv.wq = matrix(block(layer, "attn_q"));
  qkv.wk = matrix(block(layer, "attn_k"));
  qkv.wv = matrix(block(layer, "attn_v"));
  qkv.bq = bias("attn_q");
  qkv.bk = bias("attn_k");
  qkv.bv = bias("attn_v");
  qkv.q_norm = optional_vector(block(layer, "attn_q_norm"));
  qkv.k_norm = optional_vector(block(layer, "attn_k_norm"));
  qkv.n_heads = n_heads;
  qkv.n_kv_heads = spec_.n_kv_heads[layer];
  qkv.head_dim = spec_.head_dim_k;
  qkv.use_rope = options.use_rope;
  qkv.rope = rope(layer, options.pairing);
  qkv.layer = kv_layer(layer);
  program_.ops.emplace_back(qkv);

  program::AttendCore core;
  core.q = q;
  core.out = out;
  core.layer = qkv.layer;
  core.n_heads = n_heads;
  core.scale = spec_.attn_scale > 0 ? spec_.attn_scale : 1.0f / std::sqrt(static_cast<float>(spec_.head_dim_k));
  core.softcap = spec_.attn_softcap;
  core.window = spec_.is_window_layer(layer) ? spec_.window : 0;
  program_.ops.emplace_back(program::Attend{core});

  program::ProjAdd proj;
  proj.in = out;
  proj.x = x;
  proj.weight = matrix(block(layer, "attn_output"));
  proj.bias = bias("attn_output");
  if (!options.post_norm.empty()) proj.post_norm = vector(block(layer, options.post_norm));
  proj.eps = spec_.norm_eps;
  proj.scale = spec_.residual_scale;
  program_.ops.emplace_back(proj);
}

void Builder::feed_forward(int32_t layer, program::SlotId x, program::ActKind act, const std::string& post_norm) {
  const program::SlotId h = slot("ffn", spec_.n_ff[layer]);
  program_.ops.emplace_back(program::NormGateUp{x, h, vector(block(layer, "ffn_norm")), spec_.norm_eps,
                                                matrix(block(layer, "ffn_gate")), matrix(block(layer, "ffn_up")), act});
  program::ProjAdd down;
  down.in = h;
  down.x = x;
  down.weight = matrix(block(layer, "ffn_down"));
  if (!post_norm.empty()) down.post_norm = vector(block(layer, post_norm));
  down.eps = spec_.norm_eps;
  down.scale = spec_.residual_scale;
  program_.ops.emplace_back(down);
}

void Builder::experts(int32_t layer, program::SlotId x, program::Route::Gate gate) {
  const program::SlotId h = slot("experts", spec_.n_experts_used * spec_.n_ff_expert);
  const program::SlotId route = slot("route", int64_t{2} * spec_.n_experts_used);
  program::MoeGateUp moe;
  moe.x = x;
  moe.out = h;
  moe.route = route;
  moe.norm = vector(block(layer, "ffn_norm"));
  moe.eps = spec_.norm_eps;
  moe.router = matrix(block(layer, "ffn_gate_inp"));
  moe.gate = matrix(block(layer, "ffn_gate_exps"));
  moe.up = matrix(block(layer, "ffn_up_exps"));
  moe.n_experts = spec_.n_experts;
  moe.n_used = spec_.n_experts_used;
  moe.gate_kind = gate;
  moe.normalize = spec_.expert_weights_norm;
  moe.route_scale = spec_.expert_weights_scale;
  program_.ops.emplace_back(moe);
  program_.ops.emplace_back(
      program::MoeDownCombine{h, route, x, matrix(block(layer, "ffn_down_exps")), spec_.n_experts_used});
}

void Builder::head(program::SlotId x) {
  begin_layer();  // one past the last layer
  program::NormHead head;
  head.x = x;
  head.logits = slot("logits", spec_.n_vocab, program::RowSpace::logits);
  head.norm = vector("output_norm.weight");
  head.eps = spec_.norm_eps;
  head.head = has("output.weight") ? matrix("output.weight") : weight("token_embd.weight", WeightUse::tied);
  head.scale = spec_.logit_scale;
  head.softcap = spec_.final_softcap;
  program_.logits = head.logits;
  program_.ops.emplace_back(head);
}

Result<program::Program> Builder::finish() {
  if (failure_) return fail(*failure_);
  return std::move(program_);
}

Result<program::Program> build_plain_decoder(const format::GgufHeader& header, const ModelSpec& spec,
                                             program::RopeParams::Pairing pairing) {
  Builder b(header, spec);
  const program::SlotId x = b.slot("x", spec.n_embd);
  b.embed(x);
  for (int32_t layer = 0; layer < spec.n_layers; ++layer) {
    b.begin_layer();
    b.attention(layer, x, {.pairing = pairing});
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
