// The CPU backend on every instruction set that this machine has, with one thread and with more than it has tasks for.
#include "backends/cpu/cpu_backend.h"
#include "backends/cpu/isa.h"
#include "tests/contract/backends/registry.h"

namespace snug::contract {
namespace {

Path cpu_path(quant::DType type, int64_t) {
  return cpu::portable_kernels().product_q8(type) != nullptr ? Path::int8 : Path::exact;
}

bool register_all() {
  using quant::DType;
  for (const cpu::Isa isa : cpu::available_isas()) {
    const std::string name(cpu::name_of(isa));
    register_backend({"cpu_" + name,
                      [name] { return cpu::make_cpu_backend({.threads = 2, .isa = name}); },
                      cpu_path,
                      {{DType::F32, DType::F32},
                       {DType::F16, DType::F16},
                       {DType::Q8_0, DType::Q8_0},
                       {DType::F16, DType::Q8_0},
                       {DType::Q4_0, DType::Q4_0},
                       {DType::Q8_0, DType::Q4_0}}});
  }
  return true;
}

const bool registered = register_all();

}  // namespace
}  // namespace snug::contract
