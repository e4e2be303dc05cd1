// What the planner needs to know of the CPU. Pure: nothing here asks the machine, except for its name and ISAs once.
#include <fstream>
#include <string>
#include <string_view>

#include "backends/cpu/compiler.h"
#include "backends/cpu/cpu_backend.h"
#include "backends/cpu/isa.h"

namespace snug::cpu {
namespace {

bool fuses(const program::Op& op, const program::Program&) {
  switch (program::kind_of(op)) {
    case program::OpKind::moe_gate_up:
    case program::OpKind::moe_down_combine:
      return false;
    default:
      return true;
  }
}

bool keeps_kv(device::KvTypes types, int32_t head_dim) {
  for (const quant::DType type : {types.k, types.v}) {
    const auto format = kv_format(type);
    if (!format || head_dim > kMaxHeadDim) return false;
    const bool in_blocks = *format == KvFormat::q8_0 || *format == KvFormat::q4_0;
    if (in_blocks && head_dim % 32 != 0) return false;
  }
  return true;
}

/// "Intel(R) Xeon(R) Processor @ 2.80GHz" is an "Intel Xeon" to people.
std::string plain_name(std::string name) {
  for (const std::string_view noise : {"(R)", "(r)", "(TM)", "(tm)", " Processor", " CPU"}) {
    for (size_t at = name.find(noise); at != std::string::npos; at = name.find(noise)) name.erase(at, noise.size());
  }
  if (const size_t clock = name.find(" @ "); clock != std::string::npos) name.resize(clock);
  return name.empty() ? "CPU" : name;
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  std::string line;
  while (std::getline(info, line)) {
    if (line.starts_with("model name")) return plain_name(printable(line.substr(line.find(':') + 2)));
  }
  return "CPU";
}

device::DeviceCaps make_caps() {
  device::DeviceCaps caps;
  caps.id = "cpu";
  caps.backend = "cpu";
  caps.name = processor_name();
  for (const Isa isa : available_isas()) caps.features.emplace_back(name_of(isa));
  caps.alignment_bytes = 64;
  caps.packed_bytes = packed_weight_bytes;
  caps.fuses = fuses;
  caps.op_scratch_bytes = op_scratch_bytes;
  caps.keeps_kv = keeps_kv;
  return caps;
}

}  // namespace

const device::DeviceCaps& cpu_caps() {
  static const device::DeviceCaps caps = make_caps();
  return caps;
}

}  // namespace snug::cpu
