// File blocks to the packed layout and back, on the device: a thread a block (32 or 256 weights). Rows that pad the
// last tile are zeroed by the caller.
#include "backends/cuda/layout/packed.h"
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {
namespace {

__global__ void __launch_bounds__(128)
    pack_kernel(PackedShape shape, uint8_t* data, uint8_t* blocks, int64_t first_row, int64_t n, bool forward) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * 128 + threadIdx.x;
  if (i >= n) return;
  with_packing(shape.packing, [&](auto packed) {
    using P = decltype(packed);
    using Block = typename P::Block;
    const int64_t per_row = shape.n_cols / Block::kElements;
    const int64_t row = first_row + i / per_row;
    const int64_t col = i % per_row * Block::kElements;
    const int section = static_cast<int>(col / section_cols(shape.packing));
    const int units = static_cast<int>(shape.cols_of(section)) / kUnit;
    const int b = static_cast<int>(col % section_cols(shape.packing)) / Block::kElements;
    Block* block = reinterpret_cast<Block*>(blocks) + i;
    uint8_t* to = data + shape.row_offset(row, section);
    if (forward) {
      P::pack(*block, to, units, b);
    } else {
      P::unpack(*block, to, units, b);
    }
  });
}

cudaError_t launch(cudaStream_t s, const Matrix& m, uint8_t* data, uint8_t* blocks, int64_t first_row, int64_t n_rows,
                   bool forward) {
  const int64_t n = n_rows * (m.n_cols / packing_block(m.packing));
  pack_kernel<<<static_cast<unsigned>((n + 127) / 128), 128, 0, s>>>(m.shape(), data, blocks, first_row, n, forward);
  return cudaGetLastError();
}

}  // namespace

cudaError_t pack_rows(cudaStream_t s, const Matrix& to, uint8_t* data, const uint8_t* blocks, int64_t first_row,
                      int64_t n_rows) {
  return launch(s, to, data, const_cast<uint8_t*>(blocks), first_row, n_rows, true);
}
cudaError_t unpack_rows(cudaStream_t s, const Matrix& from, uint8_t* blocks, int64_t first_row, int64_t n_rows) {
  return launch(s, from, const_cast<uint8_t*>(from.data), blocks, first_row, n_rows, false);
}

}  // namespace snug::cuda
