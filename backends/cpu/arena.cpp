#include "backends/cpu/arena.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include "backends/cpu/cpu_backend.h"
#include "engine/base/checked.h"

namespace snug::cpu {
namespace {

constexpr int64_t kHugePage = int64_t{2} << 20;

}  // namespace

Arenas::~Arenas() {
  for (const auto& [id, map] : maps_) munmap(map.bytes, static_cast<size_t>(map.mapped_bytes));
}

Result<device::ArenaId> Arenas::alloc(device::ArenaKind kind, int64_t size_bytes) {
  const auto refuse = [&] {
    return fail(Code::out_of_memory, fmt::format("{} bytes for {}", size_bytes, device::name_of(kind)));
  };
  if (size_bytes < 0 || size_bytes > INT64_MAX - kHugePage) return refuse();
  const int64_t page = size_bytes >= kHugePage ? kHugePage : 4096;
  const int64_t mapped = std::max(page, round_up(size_bytes, page));
  SNUG_TRY(const device::MemoryInfo memory, machine_memory());
  // The system would promise more than it has and end the process later: refuse what cannot be there.
  if (mapped > memory.total_bytes) return refuse();
  void* bytes = mmap(nullptr, static_cast<size_t>(mapped), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED) return refuse();
  // Only advice: one TLB entry covers 2 MiB where the system grants it.
  if (page == kHugePage) madvise(bytes, static_cast<size_t>(mapped), MADV_HUGEPAGE);
  const device::ArenaId id{++last_};
  maps_[id.value] = {static_cast<std::byte*>(bytes), size_bytes, mapped};
  return id;
}

void Arenas::free(device::ArenaId id) {
  const auto it = maps_.find(id.value);
  if (it == maps_.end()) return;
  munmap(it->second.bytes, static_cast<size_t>(it->second.mapped_bytes));
  maps_.erase(it);
}

int64_t Arenas::mapped_bytes(device::ArenaId id) const {
  const auto it = maps_.find(id.value);
  return it == maps_.end() ? -1 : it->second.mapped_bytes;
}

Result<std::byte*> Arenas::resolve(const device::Place& place, int64_t need_bytes) const {
  if (place.arena.value == 0) return nullptr;
  const auto it = maps_.find(place.arena.value);
  if (it == maps_.end() || place.offset_bytes < 0 || place.size_bytes < need_bytes ||
      place.size_bytes > it->second.size_bytes - place.offset_bytes) {
    return fail(Code::internal, "a place lies outside its arena");
  }
  return it->second.bytes + place.offset_bytes;
}

}  // namespace snug::cpu
