// Runs snug-cli as a person or a script would: arguments, input, environment in; both outputs and the status out.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/unit/support/temp_dir.h"

namespace snug::test {

struct CliResult {
  int status = -1;  ///< exit status; 1000 + signal if a signal ended it
  std::string out;
  std::string err;

  [[nodiscard]] nlohmann::json json() const {
    auto value = nlohmann::json::parse(out, nullptr, false);
    EXPECT_FALSE(value.is_discarded()) << out;
    return value;
  }
};

struct CliOptions {
  std::string input = {};                     ///< what standard input gives
  std::vector<std::string> environment = {};  ///< "NAME=value", beside PATH and a data folder of the test's own
  std::string out_path = {};                  ///< where standard output goes instead of CliResult::out
};

/// Runs the binary SNUG_CLI. Its environment is fixed, so that the machine's own settings do not matter.
inline CliResult run_cli(std::vector<std::string> args, const CliOptions& options = {}) {
  const TempDir dir;
  const std::string out_path = options.out_path.empty() ? (dir.path() / "out").string() : options.out_path;
  const std::string err_path = (dir.path() / "err").string();
  const std::string in_path = dir.write("in", options.input).string();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, in_path.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, out_path.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, 2, err_path.c_str(), O_WRONLY | O_CREAT, 0600);

  args.insert(args.begin(), SNUG_CLI);
  std::vector<char*> argv;
  for (std::string& arg : args) argv.push_back(arg.data());
  argv.push_back(nullptr);
  std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "HOME=" + dir.path().string(),
                                          "SNUG_DATA_DIR=" + (dir.path() / "data").string()};
  environment.insert(environment.end(), options.environment.begin(), options.environment.end());
  std::vector<char*> envp;
  for (std::string& entry : environment) envp.push_back(entry.data());
  envp.push_back(nullptr);

  CliResult result;
  pid_t pid = -1;
  const int error = posix_spawn(&pid, SNUG_CLI, &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  EXPECT_EQ(error, 0) << SNUG_CLI;
  int status = 0;
  if (error != 0 || ::waitpid(pid, &status, 0) != pid) return result;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  if (options.out_path.empty()) result.out = read_file(out_path);
  result.err = read_file(err_path);
  return result;
}

/// A refusal as promised: the status, one line on standard error with words in it, nothing on standard output.
inline void expect_refusal(const CliResult& result, int status, std::string_view words) {
  EXPECT_EQ(result.status, status) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("snug-cli: ")) << result.err;
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
}

}  // namespace snug::test
