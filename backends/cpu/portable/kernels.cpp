// The generic kernels for portable. Compiled with its own flags (CMakeLists.txt).
#include "backends/cpu/portable/simd.h"
// after simd.h: the generic code uses what it defines
#include "backends/cpu/generic/table.h"

namespace snug::cpu {

const KernelTable& portable_kernels() {
  static const KernelTable table = make_kernel_table<Portable>("portable");
  return table;
}

}  // namespace snug::cpu
