// Finds stop texts in an answer that grows, and holds back what might become one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace snug::session {

/// One answer. Text that has been given out never contains a stop text, however it was cut into pieces.
class StopMatcher {
 public:
  explicit StopMatcher(std::vector<std::string> stops);

  struct Step {
    std::string text;      ///< may be shown now
    bool stopped = false;  ///< a stop text was found; what follows it is dropped
  };
  /// Adds a piece. O(piece * stops).
  Step push(std::string_view piece);
  /// The answer ended otherwise: what was held back.
  std::string finish();

 private:
  std::vector<std::string> stops_;
  std::string held_;
};

}  // namespace snug::session
