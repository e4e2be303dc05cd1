#include "backends/cuda/uploader.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "backends/cuda/cuda_try.h"
#include "backends/cuda/ops/ops.h"
#include "engine/quant/half.h"

namespace snug::cuda {

using program::WeightUse;
using quant::DType;

Uploader::~Uploader() {
  static_cast<void>(cudaStreamSynchronize(stream_));
  for (Piece& piece : ring_) {
    if (piece.pinned != nullptr) static_cast<void>(cudaFreeHost(piece.pinned));
    if (piece.device != nullptr) static_cast<void>(cudaFree(piece.device));
    if (piece.free != nullptr) static_cast<void>(cudaEventDestroy(piece.free));
  }
}

Status Uploader::make_ring() {
  if (ring_.back().free != nullptr) return {};
  for (Piece& piece : ring_) {
    void* p = nullptr;
    if (piece.pinned == nullptr) {
      SNUG_CHECK_OK(cuda_try(cudaHostAlloc(&p, kPieceBytes, cudaHostAllocDefault), "allocating the upload ring"));
      piece.pinned = static_cast<uint8_t*>(p);
    }
    if (piece.device == nullptr) {
      SNUG_CHECK_OK(cuda_try(cudaMalloc(&p, kPieceBytes), "allocating the upload ring"));
      piece.device = static_cast<uint8_t*>(p);
    }
    if (piece.free == nullptr) {
      SNUG_CHECK_OK(cuda_try(cudaEventCreateWithFlags(&piece.free, cudaEventDisableTiming), "making an event"));
    }
  }
  return {};
}

Result<Uploader::Piece*> Uploader::next_piece() {
  SNUG_CHECK_OK(make_ring());
  Piece& piece = ring_[next_];
  next_ = (next_ + 1) % ring_.size();
  SNUG_CHECK_OK(cuda_try(cudaEventSynchronize(piece.free), "uploading weights"));
  return &piece;
}

Status Uploader::copy_in(std::span<const std::byte> bytes, uint8_t* to) {
  for (size_t at = 0; at < bytes.size(); at += static_cast<size_t>(kPieceBytes)) {
    const size_t n = std::min(bytes.size() - at, static_cast<size_t>(kPieceBytes));
    SNUG_TRY(Piece * piece, next_piece());
    std::memcpy(piece->pinned, bytes.data() + at, n);
    SNUG_CHECK_OK(
        cuda_try(cudaMemcpyAsync(to + at, piece->pinned, n, cudaMemcpyDefault, stream_), "uploading weights"));
    SNUG_CHECK_OK(cuda_try(cudaEventRecord(piece->free, stream_), "uploading weights"));
  }
  return {};
}

namespace {

/// A vector as f32, whatever the file keeps it in.
std::vector<float> as_floats(const program::WeightDecl& weight, std::span<const std::byte> blocks) {
  std::vector<float> out(static_cast<size_t>(weight.n_cols));
  quant::dequant_row(weight.type)(blocks.data(), out.data(), weight.n_cols);
  return out;
}

Matrix shape_of(const program::WeightDecl& weight, const uint8_t* data) {
  Matrix m;
  m.data = data;
  m.type = weight.type;
  m.packing = packing_of(weight);
  m.n_cols = weight.n_cols;
  m.n_rows = weight.n_rows;
  return m;
}

}  // namespace

Status Uploader::pack(const program::WeightDecl& weight, std::span<const std::byte> blocks, uint8_t* to) {
  if (weight.use == WeightUse::vector) {
    const std::vector<float> values = as_floats(weight, blocks);
    return copy_in(std::as_bytes(std::span(values)), to);
  }
  const Matrix m = shape_of(weight, to);
  if (m.packing == Packing::raw) return copy_in(blocks, to);
  SNUG_TRY(const int64_t row_bytes, quant::row_bytes(weight.type, weight.n_cols));
  if (row_bytes > kPieceBytes) return fail(Code::unsupported, "a row of more than 16 MB");
  const int64_t rows_at_once = kPieceBytes / row_bytes;
  const int64_t expert_bytes = m.shape().bytes();
  for (int64_t e = 0; e < weight.n_experts; ++e) {
    uint8_t* expert = to + e * expert_bytes;
    if (weight.n_rows % kTileRows != 0) {
      const int64_t last = expert_bytes - m.shape().tile_bytes();
      SNUG_CHECK_OK(cuda_try(cudaMemsetAsync(expert + last, 0, static_cast<size_t>(m.shape().tile_bytes()), stream_),
                             "uploading weights"));
    }
    for (int64_t row = 0; row < weight.n_rows; row += rows_at_once) {
      const int64_t n = std::min(rows_at_once, weight.n_rows - row);
      const auto bytes = static_cast<size_t>(n * row_bytes);
      SNUG_TRY(Piece * piece, next_piece());
      std::memcpy(piece->pinned, blocks.data() + (e * weight.n_rows + row) * row_bytes, bytes);
      SNUG_CHECK_OK(cuda_try(cudaMemcpyAsync(piece->device, piece->pinned, bytes, cudaMemcpyHostToDevice, stream_),
                             "uploading weights"));
      SNUG_CHECK_OK(cuda_try(pack_rows(stream_, m, expert, piece->device, row, n), "packing weights"));
      SNUG_CHECK_OK(cuda_try(cudaEventRecord(piece->free, stream_), "uploading weights"));
    }
  }
  return {};
}

Status Uploader::unpack(const program::WeightDecl& weight, const uint8_t* from, std::span<std::byte> blocks) {
  SNUG_CHECK_OK(make_ring());
  const auto fetch = [&](std::byte* to, const uint8_t* data, size_t bytes) -> Status {
    SNUG_CHECK_OK(cuda_try(cudaMemcpyAsync(to, data, bytes, cudaMemcpyDefault, stream_), "reading weights"));
    return cuda_try(cudaStreamSynchronize(stream_), "reading weights");
  };
  if (weight.use == WeightUse::vector) {
    std::vector<float> values(static_cast<size_t>(weight.n_cols));
    SNUG_CHECK_OK(fetch(reinterpret_cast<std::byte*>(values.data()), from, values.size() * sizeof(float)));
    for (size_t i = 0; i < values.size(); ++i) {
      const uint16_t half =
          weight.type == DType::F16 ? quant::float_to_half(values[i]) : quant::float_to_bf16(values[i]);
      if (weight.type == DType::F32) {
        std::memcpy(blocks.data() + 4 * i, &values[i], 4);
      } else {
        std::memcpy(blocks.data() + 2 * i, &half, 2);
      }
    }
    return {};
  }
  Matrix m = shape_of(weight, from);
  if (m.packing == Packing::raw) return fetch(blocks.data(), from, blocks.size());
  SNUG_TRY(const int64_t row_bytes, quant::row_bytes(weight.type, weight.n_cols));
  const int64_t rows_at_once = std::max<int64_t>(1, kPieceBytes / row_bytes);
  uint8_t* buffer = ring_[0].device;
  SNUG_CHECK_OK(cuda_try(cudaStreamSynchronize(stream_), "reading weights"));
  for (int64_t e = 0; e < weight.n_experts; ++e) {
    m.data = from + e * m.shape().bytes();
    for (int64_t row = 0; row < weight.n_rows; row += rows_at_once) {
      const int64_t n = std::min(rows_at_once, weight.n_rows - row);
      SNUG_CHECK_OK(cuda_try(unpack_rows(stream_, m, buffer, row, n), "unpacking weights"));
      SNUG_CHECK_OK(
          fetch(blocks.data() + (e * weight.n_rows + row) * row_bytes, buffer, static_cast<size_t>(n * row_bytes)));
    }
  }
  return {};
}

}  // namespace snug::cuda
