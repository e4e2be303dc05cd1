#include "backends/cpu/machine.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "backends/cpu/pool.h"

namespace snug::cpu {
namespace {

namespace fs = std::filesystem;

/// The number in a file of one number; nothing for "max", another text or no file.
std::optional<int64_t> number_in(const fs::path& file) {
  std::ifstream in(file);
  int64_t value = 0;
  if (in >> value) return value;
  return {};
}

/// The value of a line "key value" in a control group's memory.stat, 0 without it.
int64_t stat_of(const fs::path& file, const std::string& wanted) {
  std::ifstream in(file);
  std::string key;
  int64_t value = 0;
  while (in >> key >> value) {
    if (key == wanted) return value;
  }
  return 0;
}

/// Narrows `memory` to what a group allows: its limit, and the limit less what it uses. Inactive file pages are not
/// counted as used: the system gives them back at once.
void narrow(device::MemoryInfo& memory, const fs::path& group, const char* limit_file, const char* used_file,
            const char* inactive_key) {
  const auto limit = number_in(group / limit_file);
  const auto used = number_in(group / used_file);
  if (!limit || !used || *limit <= 0 || *limit >= memory.total_bytes) return;
  const int64_t held = std::max<int64_t>(0, *used - stat_of(group / "memory.stat", inactive_key));
  memory.total_bytes = *limit;
  memory.free_bytes = std::clamp<int64_t>(*limit - held, 0, memory.free_bytes);
}

/// Calls f for the group and each one above it, up to the mount: the tightest of them counts. In a container the
/// mount shows only the own group, at its top, while /proc names the path outside.
template <class F>
void for_each_group(const fs::path& mount, const std::string& path, F f) {
  fs::path at = mount / fs::path(path).relative_path();
  std::error_code error;
  if (!fs::exists(at, error)) at = mount;
  for (; at != mount && at.has_parent_path(); at = at.parent_path()) f(at);
  f(mount);
}

/// Sums a piece of memory in a way that the compiler keeps; 8 sums hide the latency of the adds.
uint64_t sum_of(const uint64_t* data, size_t n) {
  uint64_t sums[8] = {};
  for (size_t i = 0; i + 8 <= n; i += 8) {
    for (size_t k = 0; k < 8; ++k) sums[k] += data[i + k];
  }
  uint64_t sum = 0;
  for (const uint64_t s : sums) sum += s;
  return sum;
}

}  // namespace

Result<device::MemoryInfo> memory_from(const fs::path& proc, const fs::path& cgroup) {
  std::ifstream info(proc / "meminfo");
  std::string key;
  int64_t kib = 0;
  std::string unit;
  device::MemoryInfo out;
  while (info >> key >> kib && std::getline(info, unit)) {
    if (key == "MemTotal:") out.total_bytes = kib * 1024;
    if (key == "MemAvailable:") out.free_bytes = kib * 1024;
  }
  if (out.total_bytes == 0) return fail(Code::device_failed, "the system does not tell its memory");
  std::ifstream self(proc / "self" / "cgroup");
  std::string line;
  while (std::getline(self, line)) {
    if (line.starts_with("0::")) {
      for_each_group(cgroup, line.substr(3),
                     [&](const fs::path& g) { narrow(out, g, "memory.max", "memory.current", "inactive_file"); });
    } else if (const size_t at = line.find(":memory:"); at != std::string::npos) {
      for_each_group(cgroup / "memory", line.substr(at + 8), [&](const fs::path& g) {
        narrow(out, g, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
      });
    }
  }
  return out;
}

Result<device::MemoryInfo> machine_memory() {
  return memory_from("/proc", "/sys/fs/cgroup");
}

Result<double> read_bandwidth() {
  constexpr size_t kWords = (size_t{256} << 20) / sizeof(uint64_t);  // more than any cache of a desktop
  constexpr int kPasses = 5;
  const std::unique_ptr<uint64_t[]> data(new (std::nothrow) uint64_t[kWords]);
  if (data == nullptr) return fail(Code::out_of_memory, "256 MiB to measure with");
  const auto n_threads = static_cast<size_t>(usable_threads());
  const size_t piece = kWords / n_threads / 8 * 8;
  std::vector<uint64_t> sums(n_threads);
  double best = 0;
  for (int pass = 0; pass <= kPasses; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    {
      std::vector<std::jthread> threads;
      for (size_t t = 0; t < n_threads; ++t) {
        threads.emplace_back([&, t] {
          uint64_t* at = data.get() + t * piece;
          if (pass == 0)
            std::fill(at, at + piece, t);  // the pages come near the thread that reads them
          else
            sums[t] += sum_of(at, piece);
        });
      }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (pass > 0) best = std::max(best, static_cast<double>(piece * n_threads * sizeof(uint64_t)) / seconds);
  }
  // Read, or the loops could go.
  if (sums[0] == UINT64_MAX) best = 0;
  return best;
}

}  // namespace snug::cpu
