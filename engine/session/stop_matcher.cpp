#include "engine/session/stop_matcher.h"

#include <algorithm>
#include <utility>

namespace snug::session {

StopMatcher::StopMatcher(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase_if(stops_, [](const std::string& s) { return s.empty(); });
}

StopMatcher::Step StopMatcher::push(std::string_view piece) {
  held_ += piece;
  size_t found = std::string::npos;
  for (const std::string& stop : stops_) found = std::min(found, held_.find(stop));
  if (found != std::string::npos) {
    Step step{held_.substr(0, found), true};
    held_.clear();
    return step;
  }
  // The longest tail that begins some stop text stays.
  size_t keep = 0;
  for (const std::string& stop : stops_) {
    for (size_t n = std::min(stop.size() - 1, held_.size()); n > keep; --n) {
      if (std::string_view(held_).substr(held_.size() - n) == std::string_view(stop).substr(0, n)) {
        keep = n;
        break;
      }
    }
  }
  Step step{held_.substr(0, held_.size() - keep), false};
  held_.erase(0, held_.size() - keep);
  return step;
}

std::string StopMatcher::finish() {
  return std::exchange(held_, {});
}

}  // namespace snug::session
