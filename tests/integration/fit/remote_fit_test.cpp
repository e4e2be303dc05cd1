// The plan of a file on the Hub is the plan of the same file on the disk, whether its header came now or from the
// cache.
#include <gmock/gmock.h>

#include "app/manager/fit/repo_price.h"
#include "backends/cpu/cpu_backend.h"
#include "engine/format/gguf_file.h"
#include "tests/support/hub_server.h"

namespace snug::fit {
namespace {

std::filesystem::path data(const char* name) {
  return std::filesystem::path(SNUG_TEST_DATA_DIR) / "models" / name;
}

/// The CPU's true facts, with memory that does not change.
DeviceNow plain_device() {
  return {cpu::cpu_caps(), {int64_t{16} << 30, int64_t{12} << 30}};
}

class RemoteFitTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server.is_up()); }
  test::HubServer server;
};

TEST_F(RemoteFitTest, EqualsTheLocalPlanByteForByte) {
  hub::Gateway gateway(server.config());
  hub::Client client(gateway);
  const auto info = client.repo("acme/Tiny-Llama-GGUF");
  ASSERT_TRUE(info);
  const auto list = client.files(info->id, info->commit);
  ASSERT_TRUE(list);
  const hub::RepoGroups groups = hub::group_files(list->files);
  const HeaderCache cache(testing::TempDir() + "/headers-" + std::to_string(::getpid()));
  const DeviceNow device = plain_device();
  for (const auto& [word, file] :
       {std::pair{"Q4_K_M", "tiny-llama-kquants.gguf"}, std::pair{"F32", "tiny-llama-f32.gguf"}}) {
    const auto local_file = format::GgufFile::open(data(file));
    ASSERT_TRUE(local_file);
    const auto local = price_on(*models::build_model(local_file->header()), {256, 1, {}, 1}, device);
    ASSERT_TRUE(local) << local.error().detail;
    for (int time = 0; time < 2; ++time) {  // from the Hub, then from the cache
      const auto variant = hub::find_variant(groups, word);
      ASSERT_TRUE(variant);
      const auto header = variant_header(client, *info, **variant, cache);
      ASSERT_TRUE(header) << header.error().detail;
      const auto remote = price_on(*models::build_model(*header), {256, 1, {}, 1}, device);
      ASSERT_TRUE(remote);
      EXPECT_EQ(remote->devices.front().need, local->devices.front().need);
      EXPECT_EQ(remote->n_ctx_max, local->n_ctx_max);
      ASSERT_EQ(remote->plan.allocations.size(), local->plan.allocations.size());
      for (size_t i = 0; i < local->plan.allocations.size(); ++i) {
        EXPECT_EQ(remote->plan.allocations[i].offset_bytes, local->plan.allocations[i].offset_bytes);
        EXPECT_EQ(remote->plan.allocations[i].size_bytes, local->plan.allocations[i].size_bytes);
        EXPECT_EQ(remote->plan.allocations[i].reason, local->plan.allocations[i].reason);
      }
    }
  }
}

TEST_F(RemoteFitTest, AsksForEachHeaderOnce) {
  hub::Gateway gateway(server.config());
  hub::Client client(gateway);
  const auto info = client.repo("acme/Tiny-Llama-GGUF");
  const hub::RepoGroups groups = hub::group_files(client.files(info->id, info->commit)->files);
  const HeaderCache cache(testing::TempDir() + "/headers-once-" + std::to_string(::getpid()));
  const auto first = price_all(gateway, nullptr, *info, groups, cache, {256, 1, {}, 1}, plain_device());
  const size_t calls = gateway.calls().size();
  const auto second = price_all(gateway, nullptr, *info, groups, cache, {256, 1, {}, 1}, plain_device());
  EXPECT_EQ(gateway.calls().size(), calls);
  ASSERT_EQ(first.size(), 3u);
  for (size_t i = 0; i < first.size(); ++i)
    EXPECT_TRUE(first[i].exact && second[i].exact) << first[i].variant->quantization;
}

TEST_F(RemoteFitTest, SaysWhyAHeaderIsNone) {
  hub::Gateway gateway(server.config());
  hub::Client client(gateway);
  const auto info = client.repo("noise/Medium-GGUF");
  const hub::RepoGroups groups = hub::group_files(client.files(info->id, info->commit)->files);
  const auto prices = price_all(gateway, nullptr, *info, groups, HeaderCache({}), {}, plain_device());
  ASSERT_TRUE(prices.at(0).error);
  EXPECT_EQ(prices[0].error->code, Code::not_a_gguf);
  EXPECT_EQ(recommend(prices, {plain_device()})->variant->quantization, "Q4_K_M");
}

}  // namespace
}  // namespace snug::fit
