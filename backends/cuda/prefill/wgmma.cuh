// The tensor cores' warpgroup products (sm_90a), PTX ISA 9.0 section 9.7.15: four warps together, operands in shared
// memory in the 128-byte swizzle of tiles.h, sums in registers.
#pragma once

#include <cstdint>

#include "backends/cuda/decode/hopper.cuh"

namespace snug::cuda {

/// Describes a block of rows of 64 f16 columns (128 bytes), swizzled, 1024-byte aligned; `col` is a multiple of 16.
__device__ inline uint64_t block_descriptor(const void* block, int col) {
  const uint64_t address = shared_address(block) + static_cast<uint32_t>(col) * 2;
  const uint64_t eight_rows = 1024 >> 4;
  return (address & 0x3FFFF) >> 4 | uint64_t{1} << 16 | eight_rows << 32 | uint64_t{1} << 62;
}

/// Before the first product after the registers were touched.
__device__ inline void wgmma_begin() {
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}
/// Ends a batch of products.
__device__ inline void wgmma_commit() {
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}
/// Waits until at most N batches are under way.
template <int N>
__device__ inline void wgmma_wait() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(N) : "memory");
}

// clang-format off
#define SNUG_ACC_4(i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
#define SNUG_ACC_32(i) SNUG_ACC_4(i), SNUG_ACC_4(i + 4), SNUG_ACC_4(i + 8), SNUG_ACC_4(i + 12), \
                       SNUG_ACC_4(i + 16), SNUG_ACC_4(i + 20), SNUG_ACC_4(i + 24), SNUG_ACC_4(i + 28)
/// d += A (64 x 16) times B (128 x 16) transposed, both f16 in shared memory; d as the PTX layout for N = 128 has it.
__device__ inline void wgmma(float (&d)[64], uint64_t a, uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %66, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
      "}, %64, %65, p, 1, 1, 0, 0;\n"
      "}\n"
      : SNUG_ACC_32(0), SNUG_ACC_32(32)
      : "l"(a), "l"(b), "r"(static_cast<int>(accumulate)));
}
/// d += A (64 x 16) times B (256 x 16) transposed, both f16 in shared memory; d as the PTX layout for N = 256 has it.
__device__ inline void wgmma(float (&d)[128], uint64_t a, uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %130, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "
      "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79, "
      "%80, %81, %82, %83, %84, %85, %86, %87, %88, %89, %90, %91, %92, %93, %94, %95, "
      "%96, %97, %98, %99, %100, %101, %102, %103, %104, %105, %106, %107, %108, %109, %110, %111, "
      "%112, %113, %114, %115, %116, %117, %118, %119, %120, %121, %122, %123, %124, %125, %126, %127"
      "}, %128, %129, p, 1, 1, 0, 0;\n"
      "}\n"
      : SNUG_ACC_32(0), SNUG_ACC_32(32), SNUG_ACC_32(64), SNUG_ACC_32(96)
      : "l"(a), "l"(b), "r"(static_cast<int>(accumulate)));
}
// clang-format on
#undef SNUG_ACC_32
#undef SNUG_ACC_4

/// Gives registers of a warpgroup back, or takes more.
template <int N>
__device__ inline void registers_down() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(N));
}
template <int N>
__device__ inline void registers_up() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(N));
}

}  // namespace snug::cuda
