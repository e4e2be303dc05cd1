#include "app/manager/hub/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace snug::hub {
namespace {

folders::Environment with(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional(it->second);
  };
}

TEST(Config, TakesTheHubsOwnVariables) {
  const auto config = make_config(
      {}, with({{"HF_ENDPOINT", "https://mirror.example/ "}, {"HF_TOKEN", " hf_x\n"}, {"HF_HUB_OFFLINE", "1"}}));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->endpoint, "https://mirror.example");
  EXPECT_EQ(config->token, "hf_x");
  EXPECT_EQ(config->token_source, "HF_TOKEN");
  EXPECT_TRUE(config->offline);
}

TEST(Config, SettingsWinButTheirStandardEndpointDoesNot) {
  const auto environment = with({{"HF_ENDPOINT", "https://mirror.example"}, {"HF_TOKEN", "hf_env"}});
  EXPECT_EQ(make_config({.endpoint = kPublicEndpoint, .token = "hf_set"}, environment)->endpoint,
            "https://mirror.example");
  EXPECT_EQ(make_config({.endpoint = "https://own.example", .token = "hf_set"}, environment)->endpoint,
            "https://own.example");
  EXPECT_EQ(make_config({.token = "hf_set"}, environment)->token, "hf_set");
}

TEST(Config, ReadsTheTokenFile) {
  const std::string folder = testing::TempDir() + "/hub-config";
  (void)std::system(("mkdir -p " + folder).c_str());
  std::ofstream(folder + "/token") << "hf_file\n";
  EXPECT_EQ(make_config({}, with({{"HF_HOME", folder}}))->token, "hf_file");
  EXPECT_EQ(make_config({}, with({{"HF_TOKEN_PATH", folder + "/token"}}))->token, "hf_file");
  EXPECT_EQ(make_config({}, with({{"HOME", "/nowhere"}}))->token, "");
}

TEST(Config, RefusesAnOpenLineAndATokenThatBreaksHeaders) {
  EXPECT_EQ(make_config({.endpoint = "http://mirror.example"}, with({})).error().code, Code::bad_input);
  EXPECT_EQ(make_config({.endpoint = "ftp://mirror.example"}, with({})).error().code, Code::bad_input);
  EXPECT_TRUE(make_config({.endpoint = "http://127.0.0.1:8000"}, with({})));
  EXPECT_EQ(make_config({.token = "a\r\nX: y"}, with({})).error().code, Code::bad_input);
}

}  // namespace
}  // namespace snug::hub
