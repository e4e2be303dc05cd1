// Composites against their own lowering on `reference`, and a small model as a whole.
#include "tests/contract/backends/harness.h"
#include "tests/support/toy_program.h"

namespace snug::contract {
namespace {

using program::kNone;
using program::RowSpace;
using quant::DType;

constexpr DType kTypes[] = {DType::F32, DType::BF16, DType::Q4_1, DType::Q8_0, DType::Q4_K, DType::Q6_K, DType::IQ2_XS};

class CompositeTest : public BackendTest {
 protected:
  void check(Case& c, DType type, const std::string& what, std::string_view op = "composite") {
    if (c.program.n_vocab == 0) c.program.n_vocab = 1;
    const auto n_rows = std::ssize(c.steps[0].positions);
    check_case(backend(), c, limit(op, type, n_rows), what + " " + std::string(quant::type_info(type).name));
  }
};

TEST_P(CompositeTest, NormQkvRopeAndAttend) {
  for (const DType type : kTypes) {
    for (const bool extras : {false, true}) {
      Case c;
      const SlotId x = c.slot(256);
      const SlotId q = c.slot(6 * 32);
      const SlotId out = c.slot(6 * 32);
      program::NormQkvRope op{};
      op.x = x, op.q = q, op.norm = c.vector(256), op.eps = 1e-5f;
      op.wq = c.matrix(type, 256, 192), op.wk = c.matrix(type, 256, 64),
      op.wv = c.matrix(extras ? DType::Q8_0 : type, 256, 64);
      op.bq = op.bk = op.bv = op.q_norm = op.k_norm = kNone;
      if (extras) {
        op.bq = c.vector(192), op.bk = c.vector(64), op.bv = c.vector(64);
        op.q_norm = c.vector(32), op.k_norm = c.vector(32);
        op.rope.pairing = program::RopeParams::Pairing::halves;
      }
      op.n_heads = 6, op.n_kv_heads = 2, op.head_dim = 32, op.use_rope = true, op.rope.n_dims = 32;
      op.layer = c.kv_layer(2, 32, 32);
      c.program.ops.emplace_back(op);
      program::AttendCore core{};
      // A small scale keeps the softmax flat: sharp ones turn rounding of scores into other choices.
      core.q = q, core.out = out, core.layer = op.layer, core.n_heads = 6, core.scale = extras ? 0.1f : 0.001f;
      c.program.ops.emplace_back(program::Attend{core});
      c.outputs = {q, out};
      int32_t position = 0;
      for (const int32_t n : {67, 1, 2}) {
        c.step(n, position).inputs[x] = c.normal(n * 256);
        position += n;
      }
      check(c, extras ? DType::Q8_0 : type, "qkv");  // V takes the int8 path
    }
  }
}

TEST_P(CompositeTest, ProjAdd) {
  for (const DType type : kTypes) {
    for (const bool extras : {false, true}) {
      for (const int32_t n_rows : {1, 5, 66}) {
        Case c(static_cast<uint32_t>(n_rows));
        const SlotId in = c.slot(512);
        const SlotId x = c.slot(100);
        program::ProjAdd op{in, x, c.matrix(type, 512, 100)};
        if (extras) op.bias = c.vector(100), op.post_norm = c.vector(100), op.eps = 1e-6f, op.scale = 0.5f;
        c.program.ops.emplace_back(op);
        c.outputs = {x};
        StepRows& s = c.step(n_rows);
        s.inputs[in] = c.normal(n_rows * 512);
        s.inputs[x] = c.normal(n_rows * 100);
        check(c, type, "proj_add");
      }
    }
  }
}

TEST_P(CompositeTest, NormGateUp) {
  for (const DType type : kTypes) {
    for (const int32_t n_rows : {1, 5, 66}) {
      Case c(static_cast<uint32_t>(n_rows));
      const SlotId x = c.slot(256);
      const SlotId out = c.slot(144);
      c.program.ops.emplace_back(
          program::NormGateUp{x, out, c.vector(256), 1e-5f, c.matrix(type, 256, 144), c.matrix(type, 256, 144),
                              n_rows == 5 ? program::ActKind::gelu_tanh : program::ActKind::silu});
      c.outputs = {out};
      c.step(n_rows).inputs[x] = c.normal(n_rows * 256, 5.0f);
      check(c, type, "norm_gate_up");
    }
  }
}

TEST_P(CompositeTest, NormHead) {
  for (const DType type : kTypes) {
    for (const bool capped : {false, true}) {
      Case c;
      const SlotId x = c.slot(256);
      const SlotId logits = c.slot(301, RowSpace::logits);
      program::NormHead op{x, logits, c.vector(256), 1e-5f, c.matrix(type, 256, 301, 1, program::WeightUse::tied)};
      if (capped) op.bias = c.vector(301), op.scale = 0.25f, op.softcap = 10.0f;
      c.program.ops.emplace_back(op);
      c.outputs = {logits};
      for (const std::vector<int32_t>& rows :
           {std::vector<int32_t>{6}, std::vector<int32_t>{0, 2, 5}, std::vector<int32_t>{}}) {
        StepRows& s = c.step(7);
        s.logit_rows = rows;
        s.inputs[x] = c.normal(7 * 256);
      }
      check(c, type, "norm_head");
    }
  }
}

TEST_P(CompositeTest, Experts) {
  for (const DType type : {DType::F32, DType::Q4_K, DType::Q8_0}) {
    for (const int32_t n_rows : {1, 40}) {
      Case c(static_cast<uint32_t>(n_rows));
      const SlotId x = c.slot(256);
      const SlotId hidden = c.slot(2 * 256);
      const SlotId route = c.slot(4);
      program::MoeGateUp up{};
      up.x = x, up.out = hidden, up.route = route, up.norm = c.vector(256), up.eps = 1e-5f;
      // An f32 router: the choice must be the same on every path, or nothing can be compared.
      up.router = c.matrix(DType::F32, 256, 6), up.gate = c.matrix(type, 256, 256, 6),
      up.up = c.matrix(type, 256, 256, 6);
      up.n_experts = 6, up.n_used = 2, up.normalize = true, up.route_scale = 1.0f, up.route_bias = kNone;
      up.act = program::ActKind::silu;
      c.program.ops.emplace_back(up);
      c.program.ops.emplace_back(program::MoeDownCombine{hidden, route, x, c.matrix(type, 256, 256, 6), 2});
      c.outputs = {hidden, x};
      c.step(n_rows).inputs[x] = c.normal(n_rows * 256);
      check(c, type, "experts", "experts");
    }
  }
}

/// A case from the toy model: weights scaled so that its layers keep their size.
Case toy(const test::ToyShape& shape, const std::vector<int32_t>& chunks) {
  Case c(11);
  c.program = test::toy_program(shape);
  for (const program::WeightDecl& w : c.program.weights) {
    Case other(static_cast<uint32_t>(c.weights.size()) + 100);
    if (w.use == program::WeightUse::vector) {
      other.vector(w.n_cols);
    } else {
      other.matrix(w.type, w.n_cols, w.n_rows);
    }
    c.weights.push_back(other.weights[0]);
  }
  for (program::Op& op : c.program.ops) {
    // Weights of size 1 make queries and keys of size 8: a flat softmax keeps rounding from choosing other tokens.
    if (auto* attend = std::get_if<program::Attend>(&op)) attend->core.scale = 0.004f;
  }
  c.outputs = {c.program.logits};
  int32_t position = 0;
  for (const int32_t n : chunks) {
    StepRows& s = c.step(n, position);
    for (int32_t i = 0; i < n; ++i) s.tokens.push_back((position + i) * 7 % shape.n_vocab);
    s.logit_rows = {n - 1};
    position += n;
  }
  return c;
}

TEST_P(CompositeTest, ASmallModelMatchesReference) {
  for (const DType type : {DType::F32, DType::F16, DType::Q8_0, DType::Q4_1}) {
    for (const int32_t window : {0, 24}) {
      const Case c = toy({.n_embd = 64, .head_dim = 16, .n_ff = 96, .type = type, .window = window}, {40, 1, 1, 9, 1});
      const Outputs want = run_reference(c);
      const Limit l = limit("program", type, 1);
      expect_close(run_case(backend(), c, Lowering::for_caps, {DType::F32, DType::F32}), want, l, "fused");
      expect_close(run_case(backend(), c, Lowering::all, {DType::F32, DType::F32}), want, l, "lowered");
    }
  }
}

SNUG_BACKEND_TESTS(CompositeTest);

}  // namespace
}  // namespace snug::contract
