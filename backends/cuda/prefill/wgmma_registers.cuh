// Warpgroup products whose left operand lies in registers, as m16n8k16 has it for each warp's 16 rows: weights that
// were dequantized a moment ago, or softmax's probabilities. See wgmma.cuh; PTX ISA 9.0 section 9.7.15.
#pragma once

#include "backends/cuda/prefill/wgmma.cuh"

namespace snug::cuda {

/// Describes B of columns x inner rows, columns contiguous ("turned"), as blocks of 64 columns: 128-byte rows,
/// swizzled; `group_bytes` from one block of 64 columns to the next.
__device__ inline uint64_t turned_descriptor(const void* rows, int group_bytes) {
  const uint64_t address = shared_address(rows);
  const uint64_t eight_rows = 1024 >> 4;
  return (address & 0x3FFFF) >> 4 | static_cast<uint64_t>(group_bytes >> 4) << 16 | eight_rows << 32 |
         uint64_t{1} << 62;
}

// clang-format off
#define SNUG_ACC_4(i) "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3])
#define SNUG_ACC_16(i) SNUG_ACC_4(i), SNUG_ACC_4(i + 4), SNUG_ACC_4(i + 8), SNUG_ACC_4(i + 12)
#define SNUG_ACC_32(i) SNUG_ACC_16(i), SNUG_ACC_16(i + 16)
/// d += A (64 x 16, registers) times B; B is 64 rows of 16 (transposed as in wgmma.cuh) or, turned, 16 rows of 64.
template <bool kTurned = false>
__device__ inline void wgmma_registers(float (&d)[32], const uint32_t (&a)[4], uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %37, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
      "}, {%32, %33, %34, %35}, %36, p, 1, 1, %38;\n"
      "}\n"
      : SNUG_ACC_32(0)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(static_cast<int>(accumulate)), "n"(kTurned ? 1 : 0));
}
/// d += A (64 x 16, registers) times B; B is 128 rows of 16 (transposed as in wgmma.cuh) or, turned, 16 rows of 128.
template <bool kTurned = false>
__device__ inline void wgmma_registers(float (&d)[64], const uint32_t (&a)[4], uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %69, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63"
      "}, {%64, %65, %66, %67}, %68, p, 1, 1, %70;\n"
      "}\n"
      : SNUG_ACC_32(0), SNUG_ACC_32(32)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(static_cast<int>(accumulate)), "n"(kTurned ? 1 : 0));
}
/// d += A (64 x 16, registers) times B; B is 160 rows of 16 (transposed as in wgmma.cuh) or, turned, 16 rows of 160.
template <bool kTurned = false>
__device__ inline void wgmma_registers(float (&d)[80], const uint32_t (&a)[4], uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %85, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n160k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
      "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
      "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63, "
      "%64, %65, %66, %67, %68, %69, %70, %71, %72, %73, %74, %75, %76, %77, %78, %79"
      "}, {%80, %81, %82, %83}, %84, p, 1, 1, %86;\n"
      "}\n"
      : SNUG_ACC_32(0), SNUG_ACC_32(32), SNUG_ACC_16(64)
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(static_cast<int>(accumulate)), "n"(kTurned ? 1 : 0));
}
/// d += A (64 x 16) times B (64 x 16) transposed, both in shared memory.
__device__ inline void wgmma(float (&d)[32], uint64_t a, uint64_t b, bool accumulate) {
  asm volatile(
      "{\n"
      ".reg .pred p;\n"
      "setp.ne.b32 p, %34, 0;\n"
      "wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 {"
      "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
      "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31"
      "}, %32, %33, p, 1, 1, 0, 0;\n"
      "}\n"
      : SNUG_ACC_32(0)
      : "l"(a), "l"(b), "r"(static_cast<int>(accumulate)));
}
// clang-format on
#undef SNUG_ACC_32
#undef SNUG_ACC_16
#undef SNUG_ACC_4

}  // namespace snug::cuda
