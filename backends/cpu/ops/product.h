// Products of matrices with a step's rows: what Linear and every composite with a matrix in it are made of.
#pragma once

#include "backends/cpu/compiler.h"

namespace snug::cpu {

/// The rows that products read, in each form that one of their matrices wants.
struct ProductInput {
  const float* f32 = nullptr;  ///< row r at f32 + r * stride
  int64_t stride = 0;
  ActQ8* q8 = nullptr;  ///< in row groups (act_q8.h); nullptr where no matrix reads int8
  int64_t n_cols = 0;
};

/// int8 blocks for max_rows rows if `types` have a product that reads them, else nullptr. `types` are the matrices'
/// types.
ActQ8* take_q8(Scratch& scratch, const program::Program& program, std::initializer_list<program::WeightId> weights,
               int64_t max_rows);

/// Quantizes one of n_rows rows into its group.
void quantize_row(const KernelTable& kernels, const ProductInput& in, const float* x, int64_t row, int64_t n_rows);

/// c[t][0..32) of tile `tile` (32 matrix rows) for tokens [first, first + n) of the input; n <= kRowGroup and `first`
/// is a group's first row.
void tile_product(const KernelTable& kernels, const Matrix& m, int64_t expert, int64_t tile, const ProductInput& in,
                  int64_t first, int n, float* c);

/// What becomes of n_out results c of one token from matrix row `first` on.
using Epilogue = std::function<void(int64_t token, int64_t first, int64_t n_out, float* c)>;

struct Product {
  Matrix matrix;
  Epilogue epilogue;
};

/// A phase that computes all products of one input.
void add_products(Compiler& c, std::vector<Product> products, const ProductInput& in, bool logits);

/// A phase that computes two products of the same shape tile by tile; the epilogue gets both results.
void add_product_pair(Compiler& c, const Matrix& a, const Matrix& b, const ProductInput& in,
                      std::function<void(int64_t token, int64_t first, int64_t n_out, float* ca, float* cb)> epilogue);

/// A phase over the rows of a row space, some at a time.
void add_rows(Compiler& c, bool logits, std::function<void(const Step&, int64_t row)> each);

}  // namespace snug::cpu
