// Ops that treat each row alone, against `reference`.
#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

using program::ActKind;
using program::kNone;
using program::RowSpace;
using quant::DType;

class RowsTest : public BackendTest {
 protected:
  void check(Case& c, std::string_view op, const std::string& what) {
    if (c.program.n_vocab == 0) c.program.n_vocab = 1;
    check_case(backend(), c, limit(op, DType::F32, 1), what);
  }
};

TEST_P(RowsTest, Embed) {
  for (const DType type : {DType::F32, DType::F16, DType::BF16, DType::Q4_1, DType::Q8_0, DType::Q6_K, DType::IQ3_S}) {
    for (const auto use : {program::WeightUse::embedding, program::WeightUse::tied}) {
      Case c;
      const SlotId out = c.slot(512);
      c.program.ops.emplace_back(
          program::Embed{c.matrix(type, 512, 21, 1, use), out, type == DType::F16 ? 22.6f : 1.0f});
      c.program.n_vocab = 21;
      c.outputs = {out};
      c.step(5).tokens = {20, 0, 7, 16, 15};
      check(c, "rows", "embed of " + std::string(quant::type_info(type).name));
    }
  }
}

TEST_P(RowsTest, Norm) {
  for (const int64_t width : {1, 5, 16, 33, 576, 4096}) {
    for (const int32_t n_rows : {1, 3, 40}) {
      for (int kind = 0; kind < 3; ++kind) {
        Case c(static_cast<uint32_t>(width));
        const SlotId in = c.slot(width);
        const SlotId out = kind == 1 ? in : c.slot(width);
        const bool layer = kind == 2 && width > 1;
        c.program.ops.emplace_back(program::Norm{.in = in,
                                                 .out = out,
                                                 .weight = kind == 0 ? kNone : c.vector(width),
                                                 .bias = layer ? c.vector(width) : kNone,
                                                 .eps = 1e-6f,
                                                 .layer_norm = layer});
        c.outputs = {out};
        c.step(n_rows).inputs[in] = c.normal(n_rows * width, 3.0f);
        check(c, "rows", "norm " + std::to_string(kind) + " of " + std::to_string(width));
      }
    }
  }
}

TEST_P(RowsTest, NormOfHeads) {
  for (const int32_t head : {8, 64, 80, 128}) {
    Case c;
    const SlotId x = c.slot(int64_t{head} * 3);
    c.program.ops.emplace_back(program::Norm{.in = x, .out = x, .weight = c.vector(head), .eps = 1e-6f, .group = head});
    c.outputs = {x};
    c.step(4).inputs[x] = c.normal(4 * 3 * head);
    check(c, "rows", "norm of heads of " + std::to_string(head));
  }
}

TEST_P(RowsTest, Rope) {
  for (const auto pairing : {program::RopeParams::Pairing::adjacent, program::RopeParams::Pairing::halves}) {
    for (int kind = 0; kind < 4; ++kind) {
      Case c;
      program::RopeParams p;
      p.pairing = pairing;
      p.n_dims = kind == 1 ? 20 : 64;
      p.theta = kind == 2 ? 1e6f : 1e4f;
      if (kind == 2) p.freq_scale = 0.25f;
      if (kind == 3) {
        p.freq_scale = 0.25f, p.ext_factor = 1.0f, p.n_ctx_original = 4096, p.attn_factor = 1.1f;
        p.freq_factors = c.vector(32);
      }
      const SlotId x = c.slot(3 * 64);
      c.program.ops.emplace_back(program::Rope{x, 3, 64, p});
      c.outputs = {x};
      c.n_ctx = 1 << 20;
      StepRows& s = c.step(5);
      s.positions = {0, 1, 4095, 131071, 1000003};
      s.inputs[x] = c.normal(5 * 192);
      check(c, "rows", "rope " + std::to_string(kind));
    }
  }
}

TEST_P(RowsTest, Act) {
  for (const auto kind : {ActKind::silu, ActKind::gelu_tanh, ActKind::gelu_erf, ActKind::relu_sqr, ActKind::softcap}) {
    for (const int64_t width : {1, 16, 31, 1536}) {
      for (const bool gated : {false, true}) {
        Case c(static_cast<uint32_t>(width));
        const SlotId gate = c.slot(width);
        const SlotId up = gated ? c.slot(width) : kNone;
        const SlotId out = gated ? c.slot(width) : gate;
        c.program.ops.emplace_back(program::Act{gate, up, out, kind, kind == ActKind::softcap ? 30.0f : 0.0f});
        c.outputs = {out};
        StepRows& s = c.step(3);
        s.inputs[gate] = c.normal(3 * width, 4.0f);
        s.inputs[gate][0] = -200.0f;  // far out, where exponentials would overflow
        s.inputs[gate].back() = 150.0f;
        if (gated) s.inputs[up] = c.normal(3 * width);
        check(c, "rows", "act " + std::to_string(static_cast<int>(kind)));
      }
    }
  }
}

TEST_P(RowsTest, AddScale) {
  for (const int64_t width : {1, 17, 576}) {
    Case c;
    const SlotId a = c.slot(width);
    const SlotId b = c.slot(width);
    const SlotId out = c.slot(width);
    c.program.ops.emplace_back(program::AddScale{a, b, out, -0.7f});
    c.program.ops.emplace_back(program::AddScale{a, b, a, 1.0f});
    c.outputs = {a, out};
    StepRows& s = c.step(9);
    s.inputs[a] = c.normal(9 * width);
    s.inputs[b] = c.normal(9 * width);
    check(c, "rows", "add_scale of " + std::to_string(width));
  }
}

TEST_P(RowsTest, GatherAndCopy) {
  Case c;
  const SlotId in = c.slot(37);
  const SlotId some = c.slot(37, RowSpace::logits);
  const SlotId all = c.slot(37);
  c.program.ops.emplace_back(program::GatherRows{in, some});
  c.program.ops.emplace_back(program::Copy{in, all});
  c.outputs = {some, all};
  for (const std::vector<int32_t>& rows :
       {std::vector<int32_t>{0, 3, 10}, std::vector<int32_t>{}, std::vector<int32_t>{10}}) {
    StepRows& s = c.step(11);
    s.logit_rows = rows;
    s.inputs[in] = c.normal(11 * 37);
  }
  check(c, "copy", "gather and copy");
}

TEST_P(RowsTest, Route) {
  for (const auto gate :
       {program::Route::Gate::softmax, program::Route::Gate::sigmoid, program::Route::Gate::softmax_after_top_k}) {
    for (const bool bias : {false, true}) {
      Case c;
      const SlotId logits = c.slot(64);
      const SlotId out = c.slot(16);
      c.program.ops.emplace_back(program::Route{.logits = logits,
                                                .out = out,
                                                .n_experts = 64,
                                                .n_used = 8,
                                                .gate = gate,
                                                .normalize = bias,
                                                .scale = 1.5f,
                                                .bias = bias ? c.vector(64) : kNone});
      c.outputs = {out};
      StepRows& s = c.step(10);
      s.inputs[logits] = c.normal(640);
      for (int i = 0; i < 64; ++i) s.inputs[logits][i] = 1.0f;  // equal scores: the lower ids
      check(c, "rows", "route");
    }
  }
}

SNUG_BACKEND_TESTS(RowsTest);

}  // namespace
}  // namespace snug::contract
