// Memory as a container sees it, from made-up /proc and control group trees.
#include "backends/cpu/machine.h"

#include <gtest/gtest.h>

#include <fstream>

namespace snug::cpu {
namespace {

namespace fs = std::filesystem;
constexpr int64_t kGiB = int64_t{1} << 30;

class Machine : public testing::Test {
 protected:
  Machine() : root_(fs::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(root_);
    write("proc/meminfo", "MemTotal: 16777216 kB\nMemFree: 1048576 kB\nMemAvailable: 8388608 kB\n");
  }
  void write(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  device::MemoryInfo memory() { return *memory_from(root_ / "proc", root_ / "cgroup"); }
  fs::path root_;
};

TEST_F(Machine, WithoutGroupsIsMemAvailable) {
  EXPECT_EQ(memory().total_bytes, 16 * kGiB);
  EXPECT_EQ(memory().free_bytes, 8 * kGiB);
}

TEST_F(Machine, ALimitOfAGroupAboveCountsWithoutItsInactiveFiles) {
  write("proc/self/cgroup", "0::/app/snug\n");
  write("cgroup/app/snug/memory.max", "max\n");
  write("cgroup/app/snug/memory.current", "1000\n");
  write("cgroup/app/memory.max", std::to_string(4 * kGiB));
  write("cgroup/app/memory.current", std::to_string(3 * kGiB));
  write("cgroup/app/memory.stat", "anon 5\ninactive_file " + std::to_string(kGiB) + "\n");
  EXPECT_EQ(memory().total_bytes, 4 * kGiB);
  EXPECT_EQ(memory().free_bytes, 2 * kGiB);
}

TEST_F(Machine, AContainerSeesItsOwnGroupAtTheTop) {
  write("proc/self/cgroup", "0::/not/here\n");
  write("cgroup/memory.max", std::to_string(2 * kGiB));
  write("cgroup/memory.current", std::to_string(3 * kGiB));
  EXPECT_EQ(memory().total_bytes, 2 * kGiB);
  EXPECT_EQ(memory().free_bytes, 0);
}

TEST_F(Machine, VersionOneAndALimitAboveTheMachine) {
  write("proc/self/cgroup", "5:cpu:/x\n9:memory:/x\n");
  write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  write("cgroup/memory/memory.usage_in_bytes", "0\n");
  write("cgroup/memory/x/memory.limit_in_bytes", std::to_string(kGiB));
  write("cgroup/memory/x/memory.usage_in_bytes", std::to_string(kGiB / 4));
  EXPECT_EQ(memory().total_bytes, kGiB);
  EXPECT_EQ(memory().free_bytes, kGiB / 4 * 3);
}

TEST_F(Machine, NoMeminfoIsAnError) {
  EXPECT_EQ(memory_from(root_ / "nowhere", root_ / "cgroup").error().code, Code::device_failed);
}

TEST(ReadBandwidth, IsThatOfAMachine) {
  const auto rate = read_bandwidth();
  ASSERT_TRUE(rate);
  EXPECT_GT(*rate, 1e8);
  EXPECT_LT(*rate, 1e13);
}

}  // namespace
}  // namespace snug::cpu
