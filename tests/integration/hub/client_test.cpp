// The client against the loopback Hub: what it finds, and what it makes of answers that are wrong.
#include "app/manager/hub/client.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/hub_server.h"

namespace snug::hub {
namespace {

using nlohmann::json;

class ClientTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { server = new test::HubServer({"--page-size", "3"}); }
  static void TearDownTestSuite() { delete server; }
  void SetUp() override {
    ASSERT_TRUE(server->is_up());
    server->reset();
    server->set({{"rate_limit", nullptr}, {"page_size", 3}});
  }
  static Client patient(Gateway& gateway) {
    Client client(gateway);
    client.set_patience(3, 20);
    return client;
  }
  static inline test::HubServer* server = nullptr;
};

TEST_F(ClientTest, SearchesPageByPage) {
  Gateway gateway(server->config());
  Client client = patient(gateway);
  auto page = client.search({.author = "acme", .sort = Sort::downloads, .limit = 2});
  ASSERT_TRUE(page) << page.error().detail;
  ASSERT_EQ(page->rows.size(), 2u);
  EXPECT_EQ(page->rows[0].id, "acme/Tiny-Llama-GGUF");
  EXPECT_EQ(page->rows[0].architecture, "llama");
  EXPECT_EQ(page->rows[0].n_parameters, 2000000);
  size_t total = page->rows.size();
  while (!page->next.empty()) {
    page = client.next_page(*page);
    ASSERT_TRUE(page);
    total += page->rows.size();
  }
  EXPECT_EQ(total, 5u);  // the private one is not shown
}

TEST_F(ClientTest, ListsFilesOverAllPagesAtOneCommit) {
  Gateway gateway(server->config());
  Client client = patient(gateway);
  const auto info = client.repo("acme/Tiny-Llama-GGUF");
  ASSERT_TRUE(info) << info.error().detail;
  EXPECT_EQ(info->licence, "apache-2.0");
  const auto list = client.files(info->id, info->commit);
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_EQ(list->files.size(), 8u);
  EXPECT_TRUE(list->refused.empty());
  const auto text = client.text(info->id, info->commit, "README.md");
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_THAT(*text, testing::HasSubstr("# Tiny Llama"));
}

TEST_F(ClientTest, LocatesLargeFilesElsewhereAndSmallOnesHere) {
  Gateway gateway(server->config(server->token));
  Client client = patient(gateway);
  const auto info = client.repo("acme/Granted-GGUF");
  const auto place = client.locate(info->id, info->commit, "granted-Q4_K_M.gguf");
  ASSERT_TRUE(place) << place.error().detail;
  EXPECT_FALSE(place->at_endpoint);
  EXPECT_TRUE(place->url.starts_with(server->cdn));
  EXPECT_EQ(place->size_bytes, 2000000);
  EXPECT_EQ(place->sha256.size(), 64u);
  const auto bytes = client.range(*place, 100, 299, 2000000, "test");
  ASSERT_TRUE(bytes) << bytes.error().detail;
  EXPECT_EQ(bytes->size(), 200u);
  const auto small = client.repo("acme/Tiny-Llama-GGUF");
  EXPECT_TRUE(client.locate(small->id, small->commit, "README.md")->at_endpoint);
  EXPECT_TRUE(client.locate(small->id, small->commit, "empty.txt")->at_endpoint);
  for (const json& request : server->log()["requests"]) {
    EXPECT_EQ(request["authorization"].is_null(), request["origin"] == "cdn") << "the token goes to the endpoint only";
  }
}

TEST_F(ClientTest, NamesEachRefusal) {
  Gateway gateway(server->config()), known(server->config(server->token)), wrong(server->config("hf_wrong"));
  Client client = patient(gateway), with_token = patient(known), with_wrong = patient(wrong);
  const auto commit = client.repo("acme/Gated-GGUF")->commit;
  EXPECT_EQ(client.locate("acme/Gated-GGUF", commit, "gated-Q4_K_M.gguf").error().code, Code::gated);
  EXPECT_EQ(with_token.locate("acme/Gated-GGUF", commit, "gated-Q4_K_M.gguf").error().code, Code::gated);
  EXPECT_EQ(client.repo("acme/Nothing").error().code, Code::repo_not_found);
  EXPECT_EQ(client.repo("acme/Private-GGUF").error().code, Code::repo_not_found);
  EXPECT_TRUE(with_token.repo("acme/Private-GGUF"));
  EXPECT_EQ(client.repo("acme/Closed-GGUF").error().code, Code::repo_disabled);
  EXPECT_EQ(client.repo("acme/Split-GGUF", "nothing").error().code, Code::not_found);
  EXPECT_EQ(with_wrong.repo("acme/Split-GGUF").error().code, Code::token_rejected);
  EXPECT_EQ(*with_token.who_am_i(), "tester");
  EXPECT_EQ(client.repo("../etc").error().code, Code::bad_input);
}

TEST_F(ClientTest, RefusesHostileNamesAndKeepsTheRest) {
  Gateway gateway(server->config());
  Client client = patient(gateway);
  const auto info = client.repo("hostile/Names-GGUF");
  const auto list = client.files(info->id, info->commit);
  ASSERT_TRUE(list) << list.error().detail;
  ASSERT_EQ(list->files.size(), 1u);
  EXPECT_EQ(list->files[0].path, "fine-Q4_K_M.gguf");
  EXPECT_EQ(list->refused.size(), 9u);
}

TEST_F(ClientTest, TakesAHundredThousandFiles) {
  server->set({{"page_size", 1000}});
  Gateway gateway(server->config());
  Client client = patient(gateway);
  const auto info = client.repo("hostile/Many-GGUF");
  const auto list = client.files(info->id, info->commit);
  ASSERT_TRUE(list) << list.error().detail;
  EXPECT_EQ(list->files.size(), 100'001u);
}

TEST_F(ClientTest, EndsWithANameWhateverAnAnswerHolds) {
  struct Case {
    json fault;
    Code code;
  };
  const std::string path = "/api/models";
  const Case cases[] = {
      {{{"do", "deep_json"}}, Code::protocol},
      {{{"do", "truncated_json"}}, Code::protocol},
      {{{"do", "huge_json"}}, Code::limit_exceeded},
      {{{"do", "body"}, {"body", "<html>Sign in to the hotel</html>"}, {"type", "text/html"}}, Code::protocol},
      {{{"do", "body"}, {"body", "{}"}}, Code::protocol},
      {{{"do", "endless_cursor"}}, Code::protocol},
      {{{"do", "foreign_cursor"}}, Code::protocol},
      {{{"do", "foreign_cursor"}, {"to", "http://evil.example"}}, Code::protocol},
      {{{"do", "close"}}, Code::network},
      {{{"do", "slow_headers"}, {"seconds", 30}}, Code::network},
      {{{"do", "status"}, {"status", 500}}, Code::network},
      {{{"do", "status"}, {"status", 503}}, Code::network},
      {{{"do", "status"}, {"status", 418}}, Code::protocol},
      {{{"do", "status"}, {"status", 429}, {"headers", {{"Retry-After", "9"}}}}, Code::rate_limited},
      {{{"do", "redirect"}, {"hops", "loop"}}, Code::protocol},
      {{{"do", "redirect"}}, Code::protocol},
      {{{"do", "redirect"}, {"to", "file:///etc/passwd"}}, Code::protocol},
      {{{"do", "redirect"}, {"to", "http://169.254.169.254/latest"}}, Code::protocol},
      {{{"do", "redirect"}, {"to", "https://10.0.0.1/"}}, Code::protocol},
      {{{"do", "redirect"}, {"to", "http://8.8.8.8/"}}, Code::protocol},
  };
  for (const Case& one : cases) {
    json fault = one.fault;
    fault["path"] = path;
    fault["times"] = 0;
    server->faults(json::array({fault}));
    Gateway gateway(server->config());
    Client client(gateway);
    client.set_patience(2, 10);
    const auto begun = std::chrono::steady_clock::now();
    const auto page = client.search({.author = "acme"});
    ASSERT_FALSE(page) << fault.dump();
    EXPECT_EQ(page.error().code, one.code) << fault.dump() << " " << page.error().detail;
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10)) << fault.dump();
  }
}

TEST_F(ClientTest, TriesAgainWhenTheServerStumbles) {
  server->faults(json::array({{{"do", "status"}, {"status", 502}, {"path", "/api"}, {"times", 2}}}));
  Gateway gateway(server->config());
  Client client = patient(gateway);
  EXPECT_TRUE(client.search({.author = "acme"}));
}

TEST_F(ClientTest, TellsHowLongTheHubWantsToBeLeftAlone) {
  server->set({{"rate_limit", {{"quota", 2}, {"window_s", 100}}}});
  Gateway gateway(server->config());
  Client client = patient(gateway);
  EXPECT_TRUE(client.search({}));
  EXPECT_TRUE(client.search({}));
  const auto refused = client.search({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::rate_limited);
  const auto& context = refused.error().context;
  const auto wait =
      std::find_if(context.begin(), context.end(), [](const auto& fact) { return fact.first == "wait_s"; });
  ASSERT_NE(wait, context.end());
  EXPECT_NEAR(std::stoi(wait->second), 100, 2);
}

}  // namespace
}  // namespace snug::hub
