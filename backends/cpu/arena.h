// Arenas: anonymous memory of the process, in huge pages where the system has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "engine/base/result.h"
#include "engine/device/backend.h"

namespace snug::cpu {

/// One thread.
class Arenas {
 public:
  Arenas() = default;
  ~Arenas();
  Arenas(const Arenas&) = delete;
  Arenas& operator=(const Arenas&) = delete;

  /// Exactly size_bytes of zeroed memory. Errors: out_of_memory.
  Result<device::ArenaId> alloc(device::ArenaKind kind, int64_t size_bytes);
  void free(device::ArenaId id);
  /// The mapping of an arena, rounded up to whole pages; -1 for none.
  [[nodiscard]] int64_t mapped_bytes(device::ArenaId id) const;
  /// Pointer to a place, nullptr for an absent one (arena 0). Errors: internal (outside its arena, or smaller than
  /// need_bytes).
  Result<std::byte*> resolve(const device::Place& place, int64_t need_bytes) const;

 private:
  struct Map {
    std::byte* bytes = nullptr;
    int64_t size_bytes = 0;
    int64_t mapped_bytes = 0;
  };
  std::map<uint32_t, Map> maps_;
  uint32_t last_ = 0;
};

}  // namespace snug::cpu
