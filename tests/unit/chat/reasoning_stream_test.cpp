#include "app/chat/reasoning_stream.h"

#include <gtest/gtest.h>

namespace snug::chat {
namespace {

std::pair<std::string, std::string> run(std::string_view text, size_t n, bool inside = false) {
  ReasoningStream stream("<think>", "</think>", inside);
  std::string reasoning, content;
  const auto take = [&](const ReasoningStream::Piece& piece) {
    reasoning += piece.reasoning;
    content += piece.content;
  };
  for (size_t i = 0; i < text.size(); i += n) take(stream.push(text.substr(i, n)));
  take(stream.finish());
  return {reasoning, content};
}

TEST(ReasoningStream, DividesTheSameHoweverTheTextIsCut) {
  const std::string text = "\n<think>\nSo <b> it is </th not</think>\n\nThe answer <think> is 4.";
  for (size_t n = 1; n <= text.size(); ++n) {
    EXPECT_EQ(run(text, n),
              std::make_pair(std::string("So <b> it is </th not"), std::string("The answer <think> is 4.")))
        << n;
  }
}

TEST(ReasoningStream, AnAnswerWithoutReasoningKeepsItsBeginning) {
  for (size_t n = 1; n < 9; ++n) EXPECT_EQ(run("  <thin air", n).second, "  <thin air") << n;
}

TEST(ReasoningStream, ATemplateMayHaveOpenedTheTag) {
  EXPECT_EQ(run("why not</think>yes", 3, true), std::make_pair(std::string("why not"), std::string("yes")));
}

TEST(ReasoningStream, AnAnswerThatNeverStopsThinkingIsAllReasoning) {
  EXPECT_EQ(run("<think>on and on </thi", 5).first, "on and on </thi");
}

}  // namespace
}  // namespace snug::chat
