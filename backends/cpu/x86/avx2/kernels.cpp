// The generic kernels for avx2. Compiled with its own flags (CMakeLists.txt).
#include "backends/cpu/x86/avx2/simd.h"
// after simd.h: the generic code uses what it defines
#include "backends/cpu/generic/table.h"

namespace snug::cpu {

const KernelTable& avx2_kernels() {
  static const KernelTable table = make_kernel_table<Avx2>("avx2");
  return table;
}

}  // namespace snug::cpu
