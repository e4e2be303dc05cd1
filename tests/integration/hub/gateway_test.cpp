// The gate itself: offline means that no socket opens; TLS is checked; the log of calls holds no secret.
#include "app/manager/hub/gateway.h"

#include <gmock/gmock.h>

#include <thread>

#include "app/manager/hub/client.h"
#include "tests/support/hub_server.h"

namespace snug::hub {
namespace {

using nlohmann::json;

TEST(GatewayTest, OpensNoSocketWhileOffline) {
  test::HubServer server;
  Config config = server.config();
  config.offline = true;
  Gateway gateway(config);
  Client client(gateway);
  EXPECT_EQ(client.search({}).error().code, Code::offline);
  EXPECT_EQ(client.repo("acme/Split-GGUF").error().code, Code::offline);
  EXPECT_EQ(client.locate("acme/Split-GGUF", std::string(40, 'a'), "x.gguf").error().code, Code::offline);
  EXPECT_EQ(gateway.sockets_opened(), 0);
  EXPECT_TRUE(server.log()["requests"].empty());
  gateway.set_offline(false);
  EXPECT_TRUE(client.search({}));
  EXPECT_EQ(gateway.sockets_opened(), 1);
}

TEST(GatewayTest, GoingOfflineEndsRunningCalls) {
  test::HubServer server;
  server.faults(json::array({{{"do", "slow_headers"}, {"seconds", 30}, {"path", "/api"}}}));
  Gateway gateway(server.config());
  Client client(gateway);
  std::thread switcher([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    gateway.set_offline(true);
  });
  EXPECT_EQ(client.search({}).error().code, Code::offline);
  switcher.join();
}

TEST(GatewayTest, StopsAtOnceWhenAsked) {
  test::HubServer server;
  server.faults(json::array({{{"do", "slow_headers"}, {"seconds", 30}, {"path", "/api"}}}));
  Gateway gateway(server.config());
  std::atomic<bool> stop{false};
  Client client(gateway, &stop);
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop = true;
  });
  EXPECT_EQ(client.search({}).error().code, Code::cancelled);
  stopper.join();
}

TEST(GatewayTest, WritesDownEachCallWithoutItsSecrets) {
  test::HubServer server;
  Gateway gateway(server.config(server.token));
  Client client(gateway);
  const auto info = client.repo("acme/Granted-GGUF");
  const auto place = client.locate(info->id, info->commit, "granted-Q4_K_M.gguf");
  ASSERT_TRUE(client.range(*place, 0, 9, 2000000, "test"));
  const auto calls = gateway.calls();
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].why, "repository");
  EXPECT_EQ(calls[0].status, 200);
  EXPECT_TRUE(calls[0].with_token);
  EXPECT_FALSE(calls[2].with_token);
  EXPECT_EQ(calls[2].bytes, 10);
  for (const CallRecord& call : calls)
    EXPECT_THAT(call.url,
                testing::Not(testing::AnyOf(testing::HasSubstr("Signature"), testing::HasSubstr(server.token))));
}

TEST(GatewayTest, ChecksCertificates) {
  const std::string folder = testing::TempDir() + "/hub-tls-" + std::to_string(::getpid());
  test::HubServer server({"--tls", folder});
  ASSERT_TRUE(server.is_up());
  Config config = server.config();
  {
    Gateway gateway(config);
    Client client(gateway);
    client.set_patience(1, 1);
    EXPECT_EQ(client.search({}).error().code, Code::network) << "an unknown certificate was accepted";
  }
  config.ca_file = folder + "/cert.pem";
  Gateway gateway(config);
  Client client(gateway);
  EXPECT_TRUE(client.search({}));
  server.faults(json::array({{{"do", "redirect"}, {"to", "http://127.0.0.1:1/"}, {"path", "/api"}}}));
  EXPECT_EQ(client.search({}).error().code, Code::protocol) << "https was left for http";
}

}  // namespace
}  // namespace snug::hub
