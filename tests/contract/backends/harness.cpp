#include "tests/contract/backends/harness.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "backends/reference/reference_backend.h"
#include "engine/base/checked.h"
#include "engine/base/error_table.h"
#include "engine/program/lower.h"

namespace snug::contract {
namespace {

using device::ArenaKind;
using device::Place;

/// A program in a backend's memory.
class Loaded {
 public:
  Loaded(device::Backend& backend, const Case& c, const program::Program& program, device::KvTypes kv)
      : backend_(backend), case_(c), program_(program), kv_types_(kv) {}
  ~Loaded() {
    for (const device::ArenaId id : arenas_) backend_.free(id);
  }

  Status load() {
    for (const StepRows& s : case_.steps) {
      bucket_.max_rows = std::max(bucket_.max_rows, static_cast<int32_t>(s.positions.size()));
      bucket_.max_logit_rows = std::max(bucket_.max_logit_rows, static_cast<int32_t>(s.logit_rows.size()));
    }
    SNUG_CHECK_OK(place_weights());
    SNUG_CHECK_OK(place_slots());
    SNUG_CHECK_OK(place_kv());
    device::CompileRequest request;
    request.program = &program_;
    request.last_op = static_cast<int32_t>(program_.ops.size());
    request.bucket = bucket_;
    request.weights = weights_;
    request.slots = slots_;
    request.kv = kv_;
    request.kv_types = kv_types_;
    request.op_scratch = scratch_;
    request.staging = staging_;
    request.n_ctx = case_.n_ctx;
    request.n_sequences = case_.n_sequences;
    SNUG_TRY(plan_, backend_.compile(request));
    return {};
  }

  Result<std::vector<std::vector<float>>> step(const StepRows& rows) {
    for (const auto& [slot, values] : rows.inputs)
      SNUG_CHECK_OK(backend_.write(slots_[slot], std::as_bytes(std::span(values))));
    std::vector<int32_t> sequences = rows.sequences;
    std::vector<int32_t> tokens = rows.tokens;
    sequences.resize(rows.positions.size());
    tokens.resize(rows.positions.size());
    const device::StepArgs args{tokens, rows.positions, sequences, rows.logit_rows, tables_, stride_};
    SNUG_TRY(const device::Fence fence, backend_.run(*plan_, args, {}));
    SNUG_CHECK_OK(backend_.wait(fence, std::chrono::seconds(60)));
    std::vector<std::vector<float>> out;
    for (const SlotId id : case_.outputs) {
      const program::SlotDecl& decl = program_.slots[id];
      const size_t n = decl.rows == program::RowSpace::logits ? rows.logit_rows.size() : rows.positions.size();
      auto& values = out.emplace_back(n * static_cast<size_t>(decl.width));
      SNUG_CHECK_OK(backend_.read(slots_[id], std::as_writable_bytes(std::span(values))));
    }
    return out;
  }

 private:
  /// An arena full of 0xff: NaN as floats, -1 as integers.
  Result<Place> poisoned(ArenaKind kind, int64_t bytes) {
    SNUG_TRY(const device::ArenaId id, backend_.alloc(kind, bytes));
    arenas_.push_back(id);
    const Place all{id, 0, bytes};
    SNUG_CHECK_OK(backend_.write(all, std::vector<std::byte>(static_cast<size_t>(bytes), std::byte{0xff})));
    return all;
  }
  [[nodiscard]] int64_t aligned(int64_t bytes) const { return round_up(bytes, backend_.caps().alignment_bytes); }

  Status place_weights() {
    for (size_t w = 0; w < program_.weights.size(); ++w) {
      const program::WeightDecl& decl = program_.weights[w];
      const bool host = decl.use == program::WeightUse::embedding;
      SNUG_TRY(const Place place,
               poisoned(host ? ArenaKind::host_weights : ArenaKind::weights, backend_.caps().packed_bytes(decl)));
      SNUG_CHECK_OK(backend_.pack(decl, case_.weights[w], place));
      weights_.push_back(place);
    }
    return {};
  }

  Status place_slots() {
    int64_t bytes = 0;
    std::vector<int64_t> offsets;
    for (const program::SlotDecl& s : program_.slots) {
      const int64_t rows = s.rows == program::RowSpace::logits ? bucket_.max_logit_rows : bucket_.max_rows;
      offsets.push_back(bytes);
      bytes += aligned(rows * s.width * 4);
    }
    int64_t scratch = 0;
    for (const program::Op& op : program_.ops) {
      scratch = std::max(scratch, backend_.caps().op_scratch_bytes(
                                      {&program_, &op, bucket_, case_.n_ctx, case_.n_sequences, kv_types_}));
    }
    SNUG_TRY(const Place all, poisoned(ArenaKind::scratch, bytes + std::max<int64_t>(scratch, 64)));
    for (size_t i = 0; i < offsets.size(); ++i) {
      const int64_t end = i + 1 < offsets.size() ? offsets[i + 1] : bytes;
      slots_.push_back({all.arena, offsets[i], end - offsets[i]});
    }
    scratch_ = {all.arena, bytes, scratch};
    stride_ = static_cast<int32_t>((case_.n_ctx + device::kPageTokens - 1) / device::kPageTokens);
    const auto n_groups = static_cast<int64_t>(program_.kv.size());
    const int64_t args = 4 * (3 * bucket_.max_rows + bucket_.max_logit_rows + case_.n_sequences * n_groups * stride_);
    SNUG_TRY(staging_, poisoned(ArenaKind::staging, round_up(args, 256) + backend_.caps().staging_extra_bytes));
    return {};
  }

  Status place_kv() {
    // Pages in an order that is not the sequence's: a kernel that ignores the table reads the wrong ones.
    const int32_t n_pages = stride_ * case_.n_sequences;
    const auto n_groups = static_cast<int32_t>(program_.kv.size());
    for (int32_t i = 0; i < case_.n_sequences; ++i) {
      for (int32_t g = 0; g < n_groups; ++g) {
        for (int32_t p = 0; p < stride_; ++p) tables_.push_back(n_pages - 1 - (p * case_.n_sequences + i));
      }
    }
    for (const program::KvGroupDecl& group : program_.kv) {
      device::KvGroupPlace& places = kv_.emplace_back();
      places.n_pages = n_pages;
      for (const program::KvLayerDecl& layer : group.layers) {
        const int64_t rows = int64_t{n_pages} * device::kPageTokens * layer.n_kv_heads;
        SNUG_TRY(const int64_t k_row, quant::row_bytes(kv_types_.k, layer.head_dim_k));
        SNUG_TRY(const int64_t v_row, quant::row_bytes(kv_types_.v, layer.head_dim_v));
        SNUG_TRY(const Place k, poisoned(ArenaKind::kv, rows * k_row));
        SNUG_TRY(const Place v, poisoned(ArenaKind::kv, rows * v_row));
        places.layers.push_back({k, v});
      }
    }
    return {};
  }

  device::Backend& backend_;
  const Case& case_;
  const program::Program& program_;
  device::KvTypes kv_types_;
  device::Bucket bucket_;
  std::vector<device::ArenaId> arenas_;
  std::vector<Place> weights_;
  std::vector<Place> slots_;
  std::vector<device::KvGroupPlace> kv_;
  Place scratch_;
  Place staging_;
  std::vector<int32_t> tables_;
  int32_t stride_ = 1;
  std::unique_ptr<device::Plan> plan_;
};

program::Program lowered(const device::Backend& backend, const program::Program& p, Lowering lowering) {
  if (lowering == Lowering::as_is) return p;
  if (lowering == Lowering::all) return program::lower_all(p);
  return program::lower(p, [&](int32_t i, const program::Program& q) { return backend.caps().fuses(q.ops[i], q); });
}

}  // namespace

SlotId Case::slot(int64_t width, program::RowSpace rows) {
  program.slots.push_back({"s" + std::to_string(program.slots.size()), width, program::Form::f32, rows});
  return static_cast<SlotId>(program.slots.size()) - 1;
}

WeightId Case::matrix(quant::DType type, int64_t n_cols, int64_t n_rows, int64_t n_experts, program::WeightUse use) {
  const auto id = static_cast<WeightId>(program.weights.size());
  program.weights.push_back({"w" + std::to_string(id), id, type, n_cols, n_rows, n_experts, use});
  weights.push_back(random_blocks(type, n_cols * n_rows * n_experts, random_));
  return id;
}

WeightId Case::vector(int64_t n) {
  const WeightId id = matrix(quant::DType::F32, n, 1, 1, program::WeightUse::vector);
  std::vector<float> values = normal(n, 0.3f);
  for (float& v : values) v += 1.0f;
  std::memcpy(weights[id].data(), values.data(), weights[id].size());
  return id;
}

std::vector<float> Case::normal(int64_t n, float scale) {
  std::normal_distribution<float> d(0.0f, scale);
  std::vector<float> out(static_cast<size_t>(n));
  for (float& v : out) v = d(random_);
  return out;
}

std::vector<float> Case::lattice(int64_t n) {
  std::vector<float> out(static_cast<size_t>(n));
  for (float& v : out) v = static_cast<float>(static_cast<int32_t>(random_() % 255) - 127) / 32.0f;
  for (size_t b = 0; b + 32 <= out.size(); b += 32)
    out[b + random_() % 32] = (random_() & 1) != 0 ? 127.0f / 32 : -127.0f / 32;
  return out;
}

program::KvLayerId Case::kv_layer(int32_t n_kv_heads, int32_t head_dim_k, int32_t head_dim_v, int32_t window) {
  const auto kind = window > 0 ? program::KvKind::window : program::KvKind::full;
  program.kv.push_back({kind, window, {{0, n_kv_heads, head_dim_k, head_dim_v}}});
  return {static_cast<int32_t>(program.kv.size()) - 1, 0};
}

StepRows& Case::step(int32_t n_rows, int32_t first) {
  StepRows& s = steps.emplace_back();
  for (int32_t r = 0; r < n_rows; ++r) s.positions.push_back(first + r);
  return s;
}

Outputs run_case(device::Backend& backend, const Case& c, Lowering lowering, device::KvTypes kv) {
  const program::Program program = lowered(backend, c.program, lowering);
  Loaded loaded(backend, c, program, kv);
  if (const Status status = loaded.load(); !status) {
    ADD_FAILURE() << message_of(status.error());
    return {};
  }
  Outputs out;
  for (const StepRows& rows : c.steps) {
    auto values = loaded.step(rows);
    if (!values) {
      ADD_FAILURE() << message_of(values.error());
      return {};
    }
    out.push_back(*std::move(values));
  }
  return out;
}

Outputs run_reference(const Case& c) {
  const auto reference = reference::make_reference_backend();
  return run_case(*reference, c, Lowering::all, {quant::DType::F32, quant::DType::F32});
}

void expect_close(const Outputs& got, const Outputs& want, Limit limit, const std::string& what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  for (size_t s = 0; s < want.size(); ++s) {
    for (size_t o = 0; o < want[s].size(); ++o) {
      ASSERT_EQ(got[s][o].size(), want[s][o].size());
      double error = 0;
      double norm = 0;
      double worst = 0;
      for (size_t i = 0; i < want[s][o].size(); ++i) {
        const double d = double{got[s][o][i]} - want[s][o][i];
        ASSERT_TRUE(std::isfinite(got[s][o][i]) || got[s][o][i] == want[s][o][i])
            << what << ", step " << s << ", output " << o << ", value " << i << ": " << got[s][o][i];
        error += d * d;
        norm += double{want[s][o][i]} * want[s][o][i];
        worst = std::max(worst, std::fabs(d));
      }
      const double rms = std::sqrt(norm / static_cast<double>(std::max<size_t>(1, want[s][o].size())));
      EXPECT_LE(error, limit.nmse * norm) << what << ", step " << s << ", output " << o << ": NMSE " << error / norm;
      EXPECT_LE(worst, limit.max_rms * rms)
          << what << ", step " << s << ", output " << o << ": " << worst / rms << " rms";
    }
  }
}

void check_case(device::Backend& backend, const Case& c, Limit limit, const std::string& what, device::KvTypes kv) {
  expect_close(run_case(backend, c, Lowering::for_caps, kv), run_reference(c), limit, what);
}

void BackendTest::SetUp() {
  auto made = GetParam().make();
  ASSERT_TRUE(made) << message_of(made.error());
  backend_ = *std::move(made);
}

}  // namespace snug::contract
