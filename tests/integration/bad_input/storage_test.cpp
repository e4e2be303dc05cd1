// Folders that are gone, full or read-only. The chats' own storage has its tests in tests/unit/store and
// tests/unit/folders: a newer or damaged database, a full disk, two programs on one data folder.
#include <sys/mount.h>

#include "tests/integration/bad_input/mangle.h"

namespace snug::test {
namespace {

namespace fs = std::filesystem;

/// A file system of 64 KiB of its own; needs the right to mount.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& at) : path_(at) {
    fs::create_directories(at);
    mounted_ = ::mount("tmpfs", at.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool is_mounted() const { return mounted_; }
  [[nodiscard]] bool make_read_only() const {
    return ::mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=64k") == 0;
  }

 private:
  fs::path path_;
  bool mounted_ = false;
};

TEST(Storage, AModelFolderThatIsGone) {
  const CliOptions gone{.environment = {"SNUG_MODELS_DIR=/none/models"}};
  const CliResult list = run_cli({"list"}, gone);
  EXPECT_EQ(list.status, 0);
  EXPECT_NE(list.err.find("/none/models does not exist"), std::string::npos) << list.err;
  expect_refusal(run_cli({"run", "some-model", "-p", "hi"}, gone), 4, "No model of that name is here");
  expect_refusal(run_cli({"run", "/none/x.gguf", "-p", "hi"}, gone), 4, "does not exist");
}

TEST(Storage, AnOutputFolderThatIsGone) {
  expect_refusal(run_cli({"tensor", kTinyModel, "token_embd.weight", "--out", "/none/x.npy"}), 7, "The folder is gone");
}

TEST(Storage, AFullDiskLeavesNoHalfFile) {
  const TempDir dir;
  const fs::path full = dir.path() / "full";
  const SmallDisk disk(full);
  if (!disk.is_mounted()) GTEST_SKIP() << "no right to mount a small file system";
  expect_refusal(run_cli({"tensor", kTinyModel, "token_embd.weight", "--out", (full / "x.npy").string()}), 7,
                 "The disk is full");
  EXPECT_TRUE(fs::is_empty(full));
}

TEST(Storage, AModelRunsFromAReadOnlyFolderAndNothingIsWrittenThere) {
  const TempDir dir;
  const fs::path models = dir.path() / "models";
  const SmallDisk disk(models);
  if (!disk.is_mounted()) GTEST_SKIP() << "no right to mount a small file system";
  fs::create_symlink(kTinyModel, models / "tiny.gguf");
  if (!disk.make_read_only()) GTEST_SKIP() << "no right to make it read-only";
  const CliOptions options{.environment = {"SNUG_MODELS_DIR=" + models.string()}};
  EXPECT_EQ(run_cli({"list"}, options).status, 0);
  const CliResult run = run_cli({"run", "tiny", "-p", "hi", "-n", "2", "--raw", "--device", "reference"}, options);
  EXPECT_EQ(run.status, 0) << run.err;
  expect_refusal(run_cli({"tensor", kTinyModel, "token_embd.weight", "--out", (models / "x.npy").string()}, options), 7,
                 "The folder cannot be written");
}

}  // namespace
}  // namespace snug::test
