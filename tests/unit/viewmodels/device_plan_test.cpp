// The memory bar's figures against the planner's: every byte of the plan is in exactly one part.
#include "app/viewmodels/models/device_plan.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <filesystem>
#include <numeric>

#include "backends/reference/reference_backend.h"
#include "engine/format/gguf_file.h"
#include "engine/models/family.h"

namespace snug::ui {
namespace {

const std::filesystem::path kModels = std::filesystem::path(SNUG_TEST_DATA_DIR) / "models";
constexpr int64_t kGiB = int64_t{1} << 30;

plan::Plan planOf(const char* file, const device::DeviceCaps& caps) {
  const auto gguf = format::GgufFile::open(kModels / file);
  const auto model = models::build_model(gguf->header());
  const auto spec = plan::choose_run({}, model->spec.n_ctx_train, caps);
  return *plan::make_plan(model->program, spec, std::span(&caps, 1));
}

double sum(const DeviceShare& share) {
  return std::accumulate(share.parts.begin(), share.parts.end(), 0.0,
                         [](double s, const MemoryPartRow& p) { return s + p.bytes; });
}

TEST(DevicePlan, PartsAreThePlannersBytes) {
  const device::DeviceCaps caps = reference::reference_caps();
  const plan::Plan plan = planOf("tiny-llama-f32.gguf", caps);
  const DeviceShare share = shareOf(plan, 0, caps, {16 * kGiB, 8 * kGiB});
  EXPECT_EQ(share.needBytes, static_cast<double>(plan::need_bytes(plan, 0, caps)));
  EXPECT_EQ(sum(share), share.needBytes);
  EXPECT_EQ(share.deviceKind, "ram");
  EXPECT_EQ(share.layers, share.layersTotal);
  EXPECT_GT(share.layers, 0);
  EXPECT_TRUE(share.kvHere);
  ASSERT_FALSE(share.parts.empty());
  EXPECT_EQ(share.parts[0].part, "weights");
  EXPECT_EQ(share.parts[0].detail.count('\n'), 8);  // the largest eight, and how many more
  EXPECT_EQ(share.verdict, "fits");
  EXPECT_EQ(hostShareOf(plan, 0, {}).needBytes, static_cast<double>(plan.bytes(0, device::ArenaKind::host_weights)));
}

TEST(DevicePlan, ADeviceWithItsOwnMemoryLeavesEmbeddingsInTheHost) {
  device::DeviceCaps caps = reference::reference_caps();
  caps.shares_host_memory = false;
  caps.name = "A GPU";
  caps.overhead_bytes = 480 << 20;
  const plan::Plan plan = planOf("tiny-llama3-f16.gguf", caps);
  const DeviceShare gpu = shareOf(plan, 0, caps, {16 * kGiB, 8 * kGiB});
  const DeviceShare host = hostShareOf(plan, 0, {16 * kGiB, 8 * kGiB});
  EXPECT_EQ(gpu.name, "A GPU");
  EXPECT_EQ(gpu.deviceKind, "gpu");
  EXPECT_EQ(gpu.parts.back().part, "driver");
  EXPECT_EQ(gpu.parts.back().bytes, 480 << 20);
  EXPECT_EQ(gpu.needBytes, static_cast<double>(plan::need_bytes(plan, 0, caps)));
  EXPECT_EQ(host.needBytes, static_cast<double>(plan.bytes(0, device::ArenaKind::host_weights)));
  EXPECT_GT(host.needBytes, 0);
  EXPECT_FALSE(host.kvHere);
  EXPECT_EQ(host.layers, 0);
}

TEST(DevicePlan, VerdictsFollowTheMargins) {
  const device::DeviceCaps caps = reference::reference_caps();
  const plan::Plan plan = planOf("tiny-llama-f32.gguf", caps);
  const int64_t need = plan::need_bytes(plan, 0, caps);
  const auto verdict = [&](int64_t total, int64_t free) { return shareOf(plan, 0, caps, {total, free}).verdict; };
  EXPECT_EQ(verdict(4 * kGiB, need + (512 << 20)), "fits");
  EXPECT_EQ(verdict(4 * kGiB, need + (512 << 20) - 1), "tight");
  EXPECT_EQ(verdict(100 * kGiB, need + 3 * kGiB), "fits");  // 3 % of a large device
  EXPECT_EQ(verdict(100 * kGiB, need + 3 * kGiB - 1), "tight");
  EXPECT_EQ(verdict(4 * kGiB, need - 1), "no");
  EXPECT_EQ(verdict(0, 0), "");
}

TEST(DevicePlan, ShowsAndSaysWhatChanged) {
  DevicePlan shown;
  QSignalSpy changed(&shown, &DevicePlan::changed);
  const device::DeviceCaps caps = reference::reference_caps();
  const DeviceShare share = shareOf(planOf("tiny-llama-f32.gguf", caps), 0, caps, {8 * kGiB, 4 * kGiB});
  EXPECT_TRUE(shown.verdictText().isEmpty());
  shown.show(share);
  shown.show(share);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_EQ(shown.otherBytes(), 4.0 * kGiB);
  EXPECT_TRUE(shown.verdictText().startsWith("Fits, "));
  EXPECT_EQ(shown.parts()->rowCount(), static_cast<int>(share.parts.size()));
  DeviceShare over = share;
  over.availableBytes = 0;
  over.verdict = "no";
  shown.show(over);
  EXPECT_TRUE(shown.verdictText().startsWith("Does not fit, "));
}

}  // namespace
}  // namespace snug::ui
