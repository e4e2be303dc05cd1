// Macros that let one decode serve the CPU and CUDA: the headers of engine/quant are included by .cu files too.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define SNUG_HD __host__ __device__
/// SNUG_TABLE(T, name, values...): a constant table with `T name(int i)` callable on host and device.
/// The host's array is `name##_host`, for tests and for backends that stage it themselves.
#define SNUG_TABLE(T, name, ...)                          \
  inline constexpr T name##_host[] = {__VA_ARGS__};       \
  static __device__ const T name##_dev[] = {__VA_ARGS__}; \
  SNUG_HD inline T name(int i) {                          \
    return SNUG_TABLE_AT(name, i);                        \
  }
#else
#define SNUG_HD
#define SNUG_TABLE(T, name, ...)                    \
  inline constexpr T name##_host[] = {__VA_ARGS__}; \
  inline T name(int i) {                            \
    return name##_host[i];                          \
  }
#endif

#ifdef __CUDA_ARCH__
#define SNUG_TABLE_AT(name, i) name##_dev[i]
#else
#define SNUG_TABLE_AT(name, i) name##_host[i]
#endif
