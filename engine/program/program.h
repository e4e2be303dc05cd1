// A model as a short linear program: what it reads (weights), what it passes on (slots), what it keeps (KV), and its
// ops.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/program/ops.h"
#include "engine/quant/dtype.h"

namespace snug::program {

/// What a weight is for; decides where it lies and how it is packed.
enum class WeightUse : uint8_t {
  matrix,     ///< read by products: packed into the kernels' layout
  vector,     ///< norms, biases, factors: kept as f32
  embedding,  ///< rows are looked up, nothing else: stays in host memory in the file's own blocks
  tied,       ///< an embedding that is also the head: one packed copy on the device serves both
};

/// One tensor of the file as the program uses it: [n_experts, n_rows, n_cols], n_cols contiguous.
struct WeightDecl {
  std::string name;        ///< the tensor's name in the file
  int32_t tensor = kNone;  ///< index into the file's tensor list
  quant::DType type = quant::DType::F32;
  int64_t n_cols = 0;  ///< elements a row: the product's input width, or the vector's length
  int64_t n_rows = 1;  ///< the product's output width; 1 for vectors
  int64_t n_experts = 1;
  WeightUse use = WeightUse::matrix;
};

/// How a slot's values lie in memory. The planner sizes every slot as f32, so a backend may keep a slot that only it
/// touches in any form that is no larger; forms other than f32 in the program bind producer and reader.
enum class Form : uint8_t {
  f32,
  f16,  ///< with one power-of-two scale a row where values would overflow
  q8,   ///< int8 in blocks of 32, with a scale and a sum a block: what int8 products read
};

enum class RowSpace : uint8_t { all, logits };

/// An activation, [n_rows, width].
struct SlotDecl {
  std::string name;
  int64_t width = 0;
  Form form = Form::f32;
  RowSpace rows = RowSpace::all;
};

enum class KvKind : uint8_t { full, window };

/// One layer's keys and values: n_kv_heads heads of head_dim_k and head_dim_v elements a token.
struct KvLayerDecl {
  int32_t model_layer = 0;
  int32_t n_kv_heads = 0;
  int32_t head_dim_k = 0;
  int32_t head_dim_v = 0;
};

/// Layers that keep the same positions and so share one page table.
struct KvGroupDecl {
  KvKind kind = KvKind::full;
  int32_t window = 0;  ///< KvKind::window: positions that stay visible
  std::vector<KvLayerDecl> layers;
};

struct Program {
  std::vector<WeightDecl> weights;
  std::vector<SlotDecl> slots;
  std::vector<KvGroupDecl> kv;
  std::vector<Op> ops;
  SlotId logits = kNone;  ///< RowSpace::logits, [n_logit_rows, n_vocab], f32
  int64_t n_vocab = 0;
  int64_t n_embd = 0;
  /// First op of each model layer, then one past the last layer's end: where a program may be cut between devices.
  std::vector<int32_t> layer_starts;
};

/// Calls f(SlotId, bool written) for every slot that the op touches.
void for_each_slot(const Op& op, const std::function<void(SlotId, bool written)>& f);
/// Calls f(WeightId) for every weight that the op reads.
void for_each_weight(const Op& op, const std::function<void(WeightId)>& f);

/// Checks ids, widths, weight shapes and row spaces. Errors: Code::internal with the op's index (a builder's mistake),
/// Code::tensor_shape where a file's tensor has another shape than the program needs.
Status validate(const Program& program);

}  // namespace snug::program
