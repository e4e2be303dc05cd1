#include "app/chat/title.h"

#include <gtest/gtest.h>

namespace snug::chat {
namespace {

TEST(Title, FirstLineWithText) {
  EXPECT_EQ(title_from_message("\n\n  # What   is\ta cat?\nmore"), "What is a cat?");
  EXPECT_EQ(title_from_message("```\nint x;\n```"), "int x;");
  EXPECT_EQ(title_from_message("  \n\t"), "");
  EXPECT_EQ(title_from_message("> quoted"), "quoted");
}

TEST(Title, IsCutAtAWordAndNeverInsideACharacter) {
  const std::string long_text = "Please explain in detail how the memory of a graphics card is used by a model";
  const std::string title = title_from_message(long_text);
  EXPECT_EQ(title, "Please explain in detail how the memory of a graphics card…");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "é";
  std::string expected;
  for (int i = 0; i < 60; ++i) expected += "é";
  EXPECT_EQ(title_from_message(many), expected + "…");
}

}  // namespace
}  // namespace snug::chat
