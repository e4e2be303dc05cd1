#include <gtest/gtest.h>

#include "engine/base/checked.h"
#include "engine/base/result.h"

namespace snug {
namespace {

TEST(Printable, EscapesWhatATerminalWouldActOn) {
  EXPECT_EQ(printable("a\x1b[31mb\n"), "a\\x1b[31mb\\x0a");
  EXPECT_EQ(printable("\xc2\x9b"
                      "x"),
            "\\x9bx");
}

TEST(Printable, InvalidUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(printable("a\xff"
                      "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a lone surrogate
  EXPECT_EQ(printable("é漢😀"), "é漢😀");
}

TEST(Printable, IsBounded) {
  EXPECT_LT(printable(std::string(10000, 'a'), 100).size(), 110u);
}

TEST(Checked, RefusesOverflowAndNegatives) {
  EXPECT_FALSE(checked_mul(int64_t{1} << 40, int64_t{1} << 40));
  EXPECT_FALSE(checked_mul(-1, 1));
  EXPECT_FALSE(checked_add(INT64_MAX, 1));
  EXPECT_EQ(checked_mul(3, 4), 12);
  EXPECT_EQ(round_up(33, 32), 64);
}

}  // namespace
}  // namespace snug
