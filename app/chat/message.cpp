#include "app/chat/message.h"

#include <array>
#include <atomic>
#include <chrono>

namespace snug::chat {
namespace {

constexpr int64_t kEpoch2024Ms = 1704067200000;
constexpr std::array<std::string_view, 4> kRoleNames{"system", "user", "assistant", "tool"};

}  // namespace

int64_t now_ms() {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Id new_id() {
  static std::atomic<Id> last{0};
  Id previous = last.load(std::memory_order_relaxed);
  Id next = 0;
  do {
    const Id now = (now_ms() - kEpoch2024Ms) << 12;
    // A clock set back, or more than 4,096 ids in a millisecond: go on counting from the last id.
    next = now > previous ? now : previous + 1;
  } while (!last.compare_exchange_weak(previous, next, std::memory_order_relaxed));
  return next;
}

std::string_view role_name(Role role) {
  return kRoleNames[static_cast<size_t>(role)];
}

std::optional<Role> role_from_name(std::string_view name) {
  for (size_t i = 0; i < kRoleNames.size(); ++i) {
    if (kRoleNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

}  // namespace snug::chat
