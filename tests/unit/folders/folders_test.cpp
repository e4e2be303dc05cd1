#include "app/manager/folders/folders.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "app/manager/folders/atomic_file.h"
#include "app/manager/folders/folder_lock.h"
#include "tests/unit/store/temp_folder.h"

namespace snug::folders {
namespace {

Environment fake(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional(it->second);
  };
}

TEST(Folders, OverridesWinInOrder) {
  std::map<std::string, std::string> env{{"HOME", "/home/a"}};
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->data, "/home/a/.local/share/snug");
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->models, "/home/a/.local/share/snug/models");
  env["XDG_DATA_HOME"] = "relative";
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->data, "/home/a/.local/share/snug");
  env["XDG_DATA_HOME"] = "/xdg";
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->data, "/xdg/snug");
  env["SNUG_DATA_DIR"] = "/own/./data";
  env["SNUG_MODELS_DIR"] = "/models";
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->data, "/own/data");
  EXPECT_EQ(resolve_folders({.environment = fake(env)})->models, "/models");
  const auto given = resolve_folders({.data_dir = "/d", .models_dir = "/m", .environment = fake(env)}).value();
  EXPECT_EQ(given.data, "/d");
  EXPECT_EQ(given.models, "/m");
}

TEST(FolderLock, TheSecondIsRefusedAndToldWho) {
  TempFolder folder;
  auto first = FolderLock::acquire(folder.path(), "window");
  ASSERT_TRUE(first);
  const auto second = FolderLock::acquire(folder.path(), "cli");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::locked);
  EXPECT_EQ(second.error().context[0], (std::pair<std::string, std::string>("pid", std::to_string(::getpid()))));
  EXPECT_EQ(second.error().context[1].second, "window");
  FolderLock moved = *std::move(first);
  EXPECT_FALSE(FolderLock::acquire(folder.path(), "cli"));
  { const FolderLock gone = std::move(moved); }
  EXPECT_TRUE(FolderLock::acquire(folder.path(), "cli"));
}

TEST(FolderLock, AKilledHolderLeavesNoLock) {
  TempFolder folder;
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FolderLock::acquire(folder.path(), "child");
    (void)!::write(ready[1], lock ? "y" : "n", 1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(FolderLock::acquire(folder.path(), "parent"));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FolderLock::acquire(folder.path(), "parent"));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(FolderLock, AFileInTheWayIsAnError) {
  TempFolder folder;
  ASSERT_TRUE(write_atomically(folder.path() / "x", "x"));
  EXPECT_EQ(FolderLock::acquire(folder.path() / "x", "w").error().code, Code::read_only);
}

TEST(AtomicFile, WritesReplacesAndBoundsReading) {
  TempFolder folder;
  const auto path = folder.path() / "f";
  EXPECT_EQ(read_whole(path, 10).error().code, Code::file_not_found);
  ASSERT_TRUE(write_atomically(path, "one"));
  ASSERT_TRUE(write_atomically(path, "second"));
  EXPECT_EQ(read_whole(path, 10).value(), "second");
  EXPECT_EQ(read_whole(path, 3).error().code, Code::limit_exceeded);
  EXPECT_FALSE(std::filesystem::exists(path.native() + ".part"));
  EXPECT_EQ(write_atomically(folder.path() / "no" / "f", "x").error().code, Code::file_not_found);
}

}  // namespace
}  // namespace snug::folders
