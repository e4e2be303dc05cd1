// The generic kernels for avx512. Compiled with its own flags (CMakeLists.txt).
#include "backends/cpu/x86/avx512/simd.h"
// after simd.h: the generic code uses what it defines
#include "backends/cpu/generic/table.h"

namespace snug::cpu {

const KernelTable& avx512_kernels() {
  static const KernelTable table = make_kernel_table<Avx512>("avx512");
  return table;
}

}  // namespace snug::cpu
