// Weights on their way to the device: a small pinned ring, asynchronous copies, repacking by the GPU. Lives while a
// model is loaded, not while it runs.
#pragma once

#include <cuda_runtime_api.h>

#include <array>
#include <span>

#include "backends/cuda/layout/packing.h"
#include "engine/base/result.h"

namespace snug::cuda {

class Uploader {
 public:
  explicit Uploader(cudaStream_t stream) : stream_(stream) {}
  ~Uploader();
  Uploader(const Uploader&) = delete;
  Uploader& operator=(const Uploader&) = delete;

  /// File blocks to a weight's place; queued, finished before anything later on the stream.
  Status pack(const program::WeightDecl& weight, std::span<const std::byte> blocks, uint8_t* to);
  /// The inverse; finished on return.
  Status unpack(const program::WeightDecl& weight, const uint8_t* from, std::span<std::byte> blocks);

 private:
  static constexpr int64_t kPieceBytes = int64_t{16} << 20;
  struct Piece {
    uint8_t* pinned = nullptr;
    uint8_t* device = nullptr;
    cudaEvent_t free = nullptr;
  };
  Status make_ring();
  /// The next piece, once its last use is over.
  Result<Piece*> next_piece();
  Status copy_in(std::span<const std::byte> bytes, uint8_t* to);

  cudaStream_t stream_;
  std::array<Piece, 3> ring_;
  size_t next_ = 0;
};

}  // namespace snug::cuda
