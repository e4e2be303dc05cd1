// The two levels of a model's program: primitives, which every backend interprets, and composites, which fast backends
// fuse. Every struct is plain data; activations are dense [n_rows, width] with the last dimension contiguous.
//
// An op means the same for any number of rows. `rows` are the tokens of one step, in the order of StepArgs; a slot in
// RowSpace::logits has one row for each entry of StepArgs::logit_rows instead.
#pragma once

#include <cstdint>
#include <variant>

namespace snug::program {

using WeightId = int32_t;  ///< index into Program::weights
using SlotId = int32_t;    ///< index into Program::slots
inline constexpr int32_t kNone = -1;

/// A layer's place in the KV cache: Program::kv[group].layers[index].
struct KvLayerId {
  int32_t group = kNone;
  int32_t index = kNone;
  bool operator==(const KvLayerId&) const = default;
};

/// Rotary position embedding (Su et al. 2021), with linear scaling, YaRN (Peng et al. 2023) and per-pair factors.
struct RopeParams {
  enum class Pairing : uint8_t { adjacent, halves };  ///< (2i, 2i+1), or (i, i + n_dims/2)
  Pairing pairing = Pairing::adjacent;
  int32_t n_dims = 0;        ///< leading elements of each head that turn; the rest pass through
  float theta = 10000.0f;    ///< base of the frequencies: theta^(-2i/n_dims)
  float freq_scale = 1.0f;   ///< multiplies the position (1 / linear factor)
  float ext_factor = 0.0f;   ///< YaRN: 1 mixes interpolated and extrapolated angles, 0 turns it off
  float attn_factor = 1.0f;  ///< multiplies sine and cosine
  float beta_fast = 32.0f;
  float beta_slow = 1.0f;
  int32_t n_ctx_original = 0;     ///< YaRN: the context that the model was trained with
  WeightId freq_factors = kNone;  ///< f32 [n_dims / 2]: divides each frequency (Llama 3.1)
  bool operator==(const RopeParams&) const = default;
};

enum class ActKind : uint8_t {
  silu,       ///< x * sigmoid(x)
  gelu_tanh,  ///< the tanh form (Hendrycks and Gimpel 2016)
  gelu_erf,
  relu_sqr,
  softcap,  ///< param * tanh(x / param)
};

// ---- primitives --------------------------------------------------------------------------------------------------

/// out[r] = scale * table[token(r)]. The table may lie in host memory: the device reads single rows.
struct Embed {
  WeightId table;
  SlotId out;
  float scale = 1.0f;
};

/// RMS norm (Zhang and Sennrich 2019) or layer norm, over the whole row or over each group of `group` elements (heads).
/// out = in / sqrt(mean(in^2) + eps) * weight. In place when in == out.
struct Norm {
  SlotId in;
  SlotId out;
  WeightId weight = kNone;  ///< f32 [group or width]; none multiplies by 1
  WeightId bias = kNone;    ///< f32, layer norm only
  float eps = 1e-5f;
  int32_t group = 0;  ///< elements normed together; 0 is the whole row
  bool layer_norm = false;
};

/// out[r, o] = sum_i weight[o, i] * in[r, i] + bias[o].
struct Linear {
  SlotId in;
  SlotId out;
  WeightId weight;
  WeightId bias = kNone;  ///< f32 [n_out]
};

/// Turns each head of x, [n_rows, n_heads * head_dim], by the row's position. In place.
struct Rope {
  SlotId x;
  int32_t n_heads;
  int32_t head_dim;
  RopeParams params;
};

/// Stores the rows' keys and values at their sequence and position, in the cache's type.
struct KvAppend {
  SlotId k;  ///< [n_rows, n_kv_heads * head_dim_k]
  SlotId v;  ///< [n_rows, n_kv_heads * head_dim_v]
  KvLayerId layer;
};

/// Softmax attention of each row over the cached positions of its own sequence up to its own (after KvAppend).
/// Head h reads KV head h / (n_heads / n_kv_heads) (GQA, Ainslie et al. 2023).
struct AttendCore {
  SlotId q;    ///< [n_rows, n_heads * head_dim_k]
  SlotId out;  ///< [n_rows, n_heads * head_dim_v]
  KvLayerId layer;
  int32_t n_heads;
  float scale;             ///< multiplies q.k
  float softcap = 0.0f;    ///< > 0: score = softcap * tanh(score / softcap)
  int32_t window = 0;      ///< > 0: only the last `window` positions, its own included
  WeightId sinks = kNone;  ///< f32 [n_heads]: a logit per head in the softmax's sum that carries no value
};

/// out = act(gate) * up, or act(gate) when up is kNone. May be in place on gate.
struct Act {
  SlotId gate;
  SlotId up = kNone;
  SlotId out;
  ActKind kind = ActKind::silu;
  float param = 0.0f;
};

/// out = a + scale * b. May be in place on a.
struct AddScale {
  SlotId a;
  SlotId b;
  SlotId out;
  float scale = 1.0f;
};

/// out[i] = in[logit_rows[i]]: from RowSpace::all to RowSpace::logits.
struct GatherRows {
  SlotId in;
  SlotId out;
};

/// Chooses n_used of n_experts for each row. out row: n_used int32 expert ids (bits in f32 slots), then n_used f32
/// weights.
struct Route {
  enum class Gate : uint8_t { softmax, sigmoid, softmax_after_top_k };
  SlotId logits;  ///< [n_rows, n_experts]
  SlotId out;     ///< [n_rows, 2 * n_used], f32 form
  int32_t n_experts;
  int32_t n_used;
  Gate gate = Gate::softmax;
  bool normalize = true;  ///< weights of the chosen sum to 1
  float scale = 1.0f;     ///< multiplies the weights
  WeightId bias = kNone;  ///< f32 [n_experts]: added for choosing, not for weighing (DeepSeek-V3)
};

/// For each row and each of its chosen experts e_j: out[r, j] = weight[e_j] * (in_per_expert ? in[r, j] : in[r]).
struct GroupedLinear {
  SlotId in;        ///< [n_rows, n_in] or [n_rows, n_used * n_in]
  SlotId out;       ///< [n_rows, n_used * n_out]
  SlotId route;     ///< from Route
  WeightId weight;  ///< [n_experts, n_out, n_in]
  int32_t n_used;
  bool in_per_expert = false;
};

/// out[r] = sum_j route weight(r, j) * in[r, j].
struct Combine {
  SlotId in;     ///< [n_rows, n_used * width]
  SlotId route;  ///< from Route
  SlotId out;    ///< [n_rows, width]
  int32_t n_used;
};

/// out = in, also between forms.
struct Copy {
  SlotId in;
  SlotId out;
};

// ---- composites: each is defined by its lowering (lower.h) ---------------------------------------------------------

/// q, k, v = Linear(Norm(x)); heads normed; turned; k and v appended. Only q leaves.
struct NormQkvRope {
  SlotId x;
  SlotId q;  ///< out, [n_rows, n_heads * head_dim]
  WeightId norm;
  float eps;
  WeightId wq, wk, wv;
  WeightId bq = kNone, bk = kNone, bv = kNone;
  WeightId q_norm = kNone, k_norm = kNone;  ///< f32 [head_dim] (Qwen 3, Gemma 3)
  int32_t n_heads, n_kv_heads, head_dim;
  bool use_rope = true;
  RopeParams rope;
  KvLayerId layer;
};

/// AttendCore; the form of `out` may be what the next product wants.
struct Attend {
  AttendCore core;
};

/// x += scale * post_norm(Linear(in)).
struct ProjAdd {
  SlotId in;
  SlotId x;  ///< the residual, in place
  WeightId weight;
  WeightId bias = kNone;
  WeightId post_norm = kNone;  ///< Gemma 3
  float eps = 0.0f;
  float scale = 1.0f;
};

/// out = act(gate * Norm(x)) * (up * Norm(x)).
struct NormGateUp {
  SlotId x;
  SlotId out;  ///< [n_rows, n_ff]
  WeightId norm;
  float eps;
  WeightId gate, up;
  ActKind act = ActKind::silu;
};

/// logits = cap(Linear(Norm(GatherRows(x)))).
struct NormHead {
  SlotId x;
  SlotId logits;  ///< RowSpace::logits, [n_logit_rows, n_vocab]
  WeightId norm;
  float eps;
  WeightId head;
  WeightId bias = kNone;
  float scale = 1.0f;    ///< multiplies the logits before the cap
  float softcap = 0.0f;  ///< > 0: softcap * tanh(logit / softcap)
};

/// Norm, router, and the gate and up products of the chosen experts.
struct MoeGateUp {
  SlotId x;
  SlotId out;    ///< [n_rows, n_used * n_ff_expert]
  SlotId route;  ///< out, as Route::out
  WeightId norm;
  float eps;
  WeightId router;
  WeightId gate, up;  ///< [n_experts, n_ff_expert, n_embd]
  int32_t n_experts, n_used;
  Route::Gate gate_kind = Route::Gate::softmax;
  bool normalize = true;
  float route_scale = 1.0f;
  WeightId route_bias = kNone;
  ActKind act = ActKind::silu;
};

/// x += Combine(GroupedLinear(in)).
struct MoeDownCombine {
  SlotId in;  ///< [n_rows, n_used * n_ff_expert]
  SlotId route;
  SlotId x;
  WeightId down;  ///< [n_experts, n_embd, n_ff_expert]
  int32_t n_used;
};

using Op =
    std::variant<Embed, Norm, Linear, Rope, KvAppend, AttendCore, Act, AddScale, GatherRows, Route, GroupedLinear,
                 Combine, Copy, NormQkvRope, Attend, ProjAdd, NormGateUp, NormHead, MoeGateUp, MoeDownCombine>;

/// The kinds of Op, in the order of the variant: `static_cast<OpKind>(op.index())`.
enum class OpKind : uint8_t {
  embed,
  norm,
  linear,
  rope,
  kv_append,
  attend_core,
  act,
  add_scale,
  gather_rows,
  route,
  grouped_linear,
  combine,
  copy,
  norm_qkv_rope,
  attend,
  proj_add,
  norm_gate_up,
  norm_head,
  moe_gate_up,
  moe_down_combine,
};
inline constexpr int kNumOpKinds = static_cast<int>(std::variant_size_v<Op>);
[[nodiscard]] inline OpKind kind_of(const Op& op) {
  return static_cast<OpKind>(op.index());
}
/// Whether the kind is a composite, that is, has a lowering.
[[nodiscard]] constexpr bool is_composite(OpKind kind) {
  return kind >= OpKind::norm_qkv_rope;
}
/// "Embed", "NormQkvRope", ...
[[nodiscard]] const char* name_of(OpKind kind);

}  // namespace snug::program
