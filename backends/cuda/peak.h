// What the device is measured to do, in the same run as the engine's figures.
#pragma once

#include <cstdint>

namespace snug::cuda {

/// Bytes a second of a kernel that reads `bytes` of device memory and writes nothing; 0 on failure.
double read_rate(const void* data, int64_t bytes);
/// Allocates random bytes for it (a multiple of 16 MB); nullptr on failure. Freed with free_bytes.
void* random_bytes(int64_t bytes);
void free_bytes(void* data);

}  // namespace snug::cuda
