#include "engine/session/stop_matcher.h"

#include <gtest/gtest.h>

namespace snug::session {
namespace {

/// Everything that comes out when `text` arrives in pieces of n bytes.
std::pair<std::string, bool> run(const std::vector<std::string>& stops, const std::string& text, size_t n) {
  StopMatcher matcher(stops);
  std::string out;
  for (size_t i = 0; i < text.size(); i += n) {
    const auto step = matcher.push(std::string_view(text).substr(i, n));
    out += step.text;
    if (step.stopped) return {out, true};
  }
  return {out + matcher.finish(), false};
}

TEST(StopMatcher, CutsAtTheFirstStopHoweverTheTextIsCut) {
  const std::string text = "one two\nUser: three\nUser: four";
  for (size_t n = 1; n <= text.size(); ++n) {
    EXPECT_EQ(run({"\nUser:", "never"}, text, n), std::make_pair(std::string("one two"), true)) << n;
  }
}

TEST(StopMatcher, GivesBackWhatOnlyLookedLikeAStop) {
  const std::string text = "aab aac aad";
  for (size_t n = 1; n <= text.size(); ++n) EXPECT_EQ(run({"aaa", "aae"}, text, n), std::make_pair(text, false)) << n;
}

TEST(StopMatcher, TheEarliestStopWinsAndEmptyStopsAreNone) {
  EXPECT_EQ(run({"", "cd", "b"}, "abcd", 4).first, "a");
  EXPECT_EQ(run({""}, "abcd", 4), std::make_pair(std::string("abcd"), false));
}

TEST(StopMatcher, HoldsNoMoreThanTheLongestPossibleBeginning) {
  StopMatcher matcher({"xyz"});
  EXPECT_EQ(matcher.push("abx").text, "ab");
  EXPECT_EQ(matcher.push("y").text, "");
  EXPECT_EQ(matcher.push("q").text, "xyq");
}

}  // namespace
}  // namespace snug::session
