#include "backends/cpu/isa.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace snug::cpu {

std::string_view name_of(Isa isa) {
  switch (isa) {
    case Isa::portable:
      return "portable";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "";
}

std::vector<Isa> available_isas() {
  std::vector<Isa> out{Isa::portable};
#if defined(__x86_64__)
  // The compiler's probe also asks the system whether it saves the wide registers.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
    out.push_back(Isa::avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni")) {
      out.push_back(Isa::avx512);
    }
  }
#endif
  return out;
}

Result<Isa> parse_isa(std::string_view name) {
  for (const Isa isa : {Isa::portable, Isa::avx2, Isa::avx512}) {
    if (name_of(isa) != name) continue;
    const std::vector<Isa> here = available_isas();
    if (std::find(here.begin(), here.end(), isa) != here.end()) return isa;
    return fail(Code::unknown_isa, fmt::format("this processor does not run {}", name));
  }
  return fail(Code::unknown_isa, printable(name));
}

Result<Isa> choose_isa(std::string_view pinned) {
  if (!pinned.empty()) return parse_isa(pinned);
  const char* environment = std::getenv("SNUG_ISA");
  if (environment != nullptr && *environment != '\0') return parse_isa(environment);
  return available_isas().back();
}

const KernelTable& kernels_of(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512) return avx512_kernels();
  if (isa == Isa::avx2) return avx2_kernels();
#endif
  (void)isa;
  return portable_kernels();
}

}  // namespace snug::cpu
