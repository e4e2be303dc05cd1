// snug-cli devices: what can compute, with its memory; what is absent, with the reason.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/devices/registry.h"

namespace snug::cli {
namespace {

std::string gib(int64_t bytes) {
  return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1 << 30));
}

Status run(Context& context) {
  Json list = Json::array();
  Table table({Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::left});
  table.add({"id", "name", "free", "total", "features"});
  for (const session::DeviceEntry& entry : app::all_devices()) {
    Json row{{"id", entry.caps.id}, {"backend", entry.caps.backend}, {"name", entry.caps.name}};
    row["total_bytes"] = nullptr;
    row["free_bytes"] = nullptr;
    row["features"] = entry.caps.features;
    std::string problem = entry.absent;
    device::MemoryInfo memory;
    if (problem.empty()) {
      auto backend = entry.open(1);
      auto info = backend ? (*backend)->memory() : fail(backend.error());
      if (info) {
        memory = *info;
        row["total_bytes"] = memory.total_bytes;
        row["free_bytes"] = memory.free_bytes;
      } else {
        problem = info.error().detail;
      }
    }
    if (!problem.empty()) row["absent"] = problem;
    list.push_back(row);
    std::string features;
    for (const std::string& f : entry.caps.features) features += (features.empty() ? "" : " ") + f;
    if (problem.empty()) {
      table.add({entry.caps.id, entry.caps.name, gib(memory.free_bytes), gib(memory.total_bytes), features});
    } else {
      table.add({entry.caps.id, entry.caps.name, "-", "-", "absent: " + problem});
    }
  }
  return context.globals.json ? context.out.write_json(list) : context.out.write(table.text());
}

}  // namespace

Run setup_devices(CLI::App&) {
  return [](Context& context) { return run(context); };
}

}  // namespace snug::cli
