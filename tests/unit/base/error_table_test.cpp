#include "engine/base/error_table.h"

#include <gtest/gtest.h>

#include <set>

namespace snug {
namespace {

TEST(ErrorTable, NoFieldIsBlankAndNamesAreUnique) {
  std::set<std::string_view> names;
  for (const ErrorInfo& info : error_table()) {
    EXPECT_FALSE(info.name.empty());
    EXPECT_GT(info.sentence.size(), 5u) << info.name;
    EXPECT_GT(info.hint.size(), 5u) << info.name;
    EXPECT_NE(info.sentence.back(), '.') << info.name;
    EXPECT_NE(info.hint.back(), '.') << info.name;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
}

TEST(ErrorTable, ExitStatusIsOneOfTheContract) {
  const std::set<int> allowed{1, 2, 3, 4, 5, 6, 7, 130};
  for (const ErrorInfo& info : error_table()) EXPECT_TRUE(allowed.contains(info.exit_status)) << info.name;
}

TEST(ErrorTable, RowsStandAtTheirCode) {
  for (const ErrorInfo& info : error_table()) EXPECT_EQ(error_info(info.code).name, info.name);
}

TEST(ErrorTable, MessageCarriesTheDetail) {
  EXPECT_EQ(message_of(Error{Code::file_truncated, "in tensor x"}), "The file ends too early (in tensor x)");
  EXPECT_EQ(message_of(Error{Code::cancelled, ""}), "Stopped");
}

}  // namespace
}  // namespace snug
