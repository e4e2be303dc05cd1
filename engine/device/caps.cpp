#include "engine/device/caps.h"

namespace snug::device {

const char* name_of(ArenaKind kind) {
  switch (kind) {
    case ArenaKind::weights:
      return "weights";
    case ArenaKind::host_weights:
      return "host_weights";
    case ArenaKind::kv:
      return "kv";
    case ArenaKind::scratch:
      return "scratch";
    case ArenaKind::staging:
      return "staging";
  }
  return "";
}

}  // namespace snug::device
