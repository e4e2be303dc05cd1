// The kernels of one instruction set, as a table of functions. Everything above this table is compiled without ISA
// flags.
#pragma once

#include <cstddef>
#include <cstdint>

#include "backends/cpu/act_q8.h"
#include "engine/program/ops.h"
#include "engine/quant/dtype.h"

namespace snug::cpu {

/// How the cache keeps a value.
enum class KvFormat : uint8_t { f32, f16, q8_0, q4_0 };

/// One query: a row's head with what it may see of the page at hand.
struct AttendQueries {
  const float* q = nullptr;  ///< [n, head_dim_k], multiplied by the scale already
  int n = 0;
  int head_dim_k = 0;
  int head_dim_v = 0;
  const int32_t* first = nullptr;  ///< [n] first position that the query sees
  const int32_t* last = nullptr;   ///< [n] its own position
  float softcap = 0.0f;
  float* top = nullptr;  ///< [n] running maximum of the scores
  float* sum = nullptr;  ///< [n] running sum of exp(score - top)
  float* out = nullptr;  ///< [n, head_dim_v] running sum of exp(score - top) * v
};

inline constexpr int kMaxQueries = 32;   ///< of one AttendQueries
inline constexpr int kMaxHeadDim = 512;  ///< elements of a head that attention takes
inline constexpr int kPanelRows = 16;    ///< rows of a packed panel, on every ISA
inline constexpr int kTileRows = 32;     ///< rows of a product's tile: two panels

/// c[t][0 .. 16 * n_panels) = panels . activations, f32 [n_tokens, 32]. acts: [n_cols / 32, n_tokens]; n_tokens <= 64.
using ProductQ8 = void (*)(const uint8_t* panel, int64_t panel_bytes, int n_panels, int64_t n_cols, const ActQ8* acts,
                           int n_tokens, float* c);
/// The same with f32 activations, row t at x + t * x_stride.
using ProductFloat = void (*)(const uint8_t* panel, int64_t panel_bytes, int n_panels, int64_t n_cols, const float* x,
                              int64_t x_stride, int n_tokens, float* c);

/// Operations (two a multiply-add) of one call of KernelTable::peak_int8.
inline constexpr int64_t kPeakOperations = int64_t{20000} * 12 * 128;

struct KernelTable {
  const char* isa = nullptr;

  /// Product with int8 activations; nullptr where the type has none.
  ProductQ8 (*product_q8)(quant::DType type) = nullptr;
  /// Product of F32, F16, BF16; else nullptr.
  ProductFloat (*product_float)(quant::DType type) = nullptr;
  /// Dot product of two f32 rows.
  float (*dot)(const float* a, const float* b, int64_t n) = nullptr;

  /// n_cols values to int8 blocks, block b at out[b * stride]. n_cols % 32 == 0.
  void (*quantize_q8)(const float* x, int64_t n_cols, ActQ8* out, int64_t stride) = nullptr;
  /// RMS norm of one row; weight may be nullptr, out may be x.
  void (*rms_norm)(const float* x, const float* weight, float eps, int64_t n, float* out) = nullptr;
  /// out = act(gate) * up (up may be nullptr); may be in place on gate.
  void (*act)(program::ActKind kind, float param, const float* gate, const float* up, int64_t n, float* out) = nullptr;
  /// out = a + scale * b; may be in place on a.
  void (*add_scale)(const float* a, const float* b, float scale, int64_t n, float* out) = nullptr;
  /// Turns pairs (x[i], x[i + n]) by cos[i], sin[i]: one head with RopeParams::Pairing::halves.
  void (*rope_halves)(float* x, const float* cosines, const float* sines, int64_t n) = nullptr;

  /// kPeakOperations int8 operations in registers and nothing else: what a benchmark measures a product against.
  void (*peak_int8)() = nullptr;

  /// Adds one page (64 positions from page_position on) of one KV head to the queries' running softmax.
  /// k: [head_dim_k, 64] transposed, v: [64, head_dim_v], in the layouts of kv_page.h.
  void (*attend_page)(KvFormat k_format, const std::byte* k, KvFormat v_format, const std::byte* v,
                      int32_t page_position, const AttendQueries& queries) = nullptr;
};

/// The tables; nullptr where this build or this machine does not have the ISA (see isa.h).
const KernelTable& portable_kernels();
const KernelTable& avx2_kernels();
const KernelTable& avx512_kernels();

}  // namespace snug::cpu
