// What is known before a load: forecasts, memory, speeds; and what is remembered after one.
#include "app/viewmodels/models/model_desk.h"

#include "app/viewmodels/models/device_list_model.h"
#include "app/viewmodels/models/model_status.h"
#include "tests/unit/viewmodels/models_world.h"

namespace snug::ui {
namespace {

TEST(ModelDesk, AnOutlookIsThePlanAgainstWhatIsFree) {
  ModelsWorld run(freshStore("desk-outlook"));
  const std::string ref = run.add("tiny-llama-f32.gguf");
  ASSERT_TRUE(run.desk.outlook(ref)->forecast);
  EXPECT_EQ(run.desk.verdict(ref), "fits");
  EXPECT_EQ(run.desk.rate(ref), -1);  // no speed yet
  run.desk.watch().measureSpeeds();
  ASSERT_TRUE(soon([&] { return run.desk.rate(ref) > 0; }));
  const Forecast& forecast = *run.desk.outlook(ref)->forecast;
  EXPECT_NEAR(run.desk.rate(ref) * forecast.readBytes, 0.75e9, 1);
  EXPECT_FALSE(run.desk.rateMeasured(ref));
  EXPECT_EQ(run.desk.outlook(ref)->contextFits, forecast.contextTrained);
}

TEST(ModelDesk, TooSmallADeviceSaysNoAndFitsNothing) {
  ModelsWorld run(freshStore("desk-small"), {{"test:0", kGiB, 1000}});
  const std::string ref = run.add("tiny-llama-f32.gguf");
  EXPECT_EQ(run.desk.verdict(ref), "no");
  EXPECT_EQ(run.desk.outlook(ref)->contextFits, 0);
}

TEST(ModelDesk, SpeedsComeFromTheStoreTheSecondTime) {
  const auto folder = freshStore("desk-speed");
  {
    ModelsWorld run(folder);
    run.desk.watch().measureSpeeds();
    ASSERT_TRUE(soon([&] { return run.desk.watch().facts().at("test:0").bytesPerSecond == 1e9; }));
  }
  ModelsWorld again(folder, {{"test:0", 4 * kGiB, 2 * kGiB, 5e9}});
  again.desk.watch().measureSpeeds();
  ASSERT_TRUE(soon([&] { return again.desk.watch().facts().at("test:0").bytesPerSecond > 0; }));
  EXPECT_EQ(again.desk.watch().facts().at("test:0").bytesPerSecond, 1e9);
}

TEST(ModelDesk, ALoadAndAnAnswerAreRemembered) {
  const auto folder = freshStore("desk-remember");
  std::string ref;
  {
    ModelsWorld run(folder);
    ref = run.add("tiny-llama-f32.gguf");
    run.station.choose(ref);
    session::LoadOptions options;
    options.n_ctx = 256;
    run.station.setOptions(options);
    run.station.load();
    ASSERT_TRUE(run.loaded());
    session::Generate request;
    request.raw = "What fits?";
    request.rules.max_tokens = 20;
    request.rules.ignore_eos = true;
    run.engine.generate(request);
    ASSERT_TRUE(soon([&] { return run.desk.rateMeasured(ref); }));
    run.desk.book().setFavourite(ref, true);
  }
  ModelsWorld again(folder);
  EXPECT_EQ(again.add("tiny-llama-f32.gguf"), ref);
  EXPECT_TRUE(again.desk.book().favourite(ref));
  EXPECT_GT(again.desk.book().loadSeconds(ref), 0);
  EXPECT_GT(again.desk.rate(ref), 0);
  EXPECT_TRUE(again.desk.rateMeasured(ref));
  again.station.choose(ref);
  EXPECT_EQ(again.station.options().n_ctx, 256);
}

TEST(ModelDesk, LoadOptionsSurviveJsonAndBadJsonIsTheDefaults) {
  session::LoadOptions options;
  options.device = "cuda:0";
  options.n_ctx = 8192;
  options.kv = device::KvTypes{quant::DType::Q8_0, quant::DType::Q8_0};
  EXPECT_EQ(loadOptionsFrom(loadJson(options), {}), options);
  session::LoadOptions defaults;
  defaults.n_ctx = 1024;
  for (const char* bad : {"", "[]", "{", R"({"context":"x","kv":["no","f16"],"device":3})"})
    EXPECT_EQ(loadOptionsFrom(bad, defaults), defaults) << bad;
}

TEST(ModelStation, AnotherChoiceLeavesTheFirstLoadedUntilItIsReplaced) {
  ModelsWorld run(freshStore("desk-choice"));
  const std::string a = run.add("tiny-llama-f32.gguf"), b = run.add("tiny-qwen3-f16.gguf");
  run.desk.load(a);
  ASSERT_TRUE(run.loaded());
  run.station.choose(b);
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::unloaded);
  EXPECT_NE(run.station.resident(), nullptr);
  run.station.choose(a);
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::loaded);
  run.desk.load(b);
  EXPECT_EQ(run.station.resident(), nullptr);
  run.station.choose(a);  // while b loads
  ASSERT_TRUE(soon([&] { return run.engine.pending() == 0; }));
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::unloaded);
}

TEST(ModelStatus, FollowsTheStationThroughEveryPhase) {
  ModelsWorld run(freshStore("desk-status"));
  ModelStatus status(run.desk);
  EXPECT_EQ(status.phase(), "none");
  EXPECT_FALSE(status.hasModels());
  const std::string ref = run.add("tiny-llama-f32.gguf");
  run.station.choose(ref);
  EXPECT_TRUE(status.hasModels());
  EXPECT_EQ(status.phase(), "unloaded");
  EXPECT_EQ(status.deviceText(), "Device test:0");
  EXPECT_GT(status.contextTokens(), 0);
  EXPECT_EQ(status.expectedLoad(), -1);
  EXPECT_FALSE(status.name().isEmpty());
  EXPECT_FALSE(status.quant().isEmpty());
  status.load();
  EXPECT_EQ(status.phase(), "loading");
  ASSERT_TRUE(run.loaded());
  EXPECT_EQ(status.phase(), "loaded");
  EXPECT_EQ(status.progress(), 1);
  EXPECT_GT(status.expectedLoad(), 0);
  status.unload();
  EXPECT_EQ(status.phase(), "unloaded");
  session::LoadOptions options;
  options.device = "not here";
  run.station.setOptions(options);
  status.load();
  ASSERT_TRUE(soon([&] { return status.phase() == "failed"; }));
  run.station.setOptions({});
  status.load();
  status.cancelLoad();
  ASSERT_TRUE(soon([&] { return run.engine.pending() == 0; }));
  EXPECT_NE(status.phase(), "loading");
}

TEST(DeviceList, ShowsDevicesAndWhatIsLoaded) {
  ModelsWorld run(freshStore("desk-devices"), {{"gpu:0", 8 * kGiB, 6 * kGiB, 2e12, false},
                                               {"cpu", 4 * kGiB, 2 * kGiB, 5e10, true},
                                               {"gone", kGiB, kGiB, 1, false, "no driver"}});
  DeviceListModel devices(run.desk);
  EXPECT_EQ(devices.busiest(), nullptr);
  ASSERT_EQ(devices.rows()->rowCount(), 2);
  EXPECT_EQ(cell(devices.rows(), 0, "speed"), -1);
  run.desk.watch().measureSpeeds();
  ASSERT_TRUE(soon([&] { return cell(devices.rows(), 1, "speed").toDouble() == 50 && devices.busiest() != nullptr; }));
  EXPECT_EQ(cell(devices.rows(), 0, "deviceKind"), "gpu");
  EXPECT_EQ(cell(devices.rows(), 1, "deviceKind"), "cpu");
  EXPECT_EQ(cell(devices.rows(), 0, "freeBytes"), 6.0 * kGiB);
  EXPECT_EQ(devices.busiest()->deviceKind(), "gpu");
  EXPECT_EQ(devices.busiest()->needBytes(), 0);
  EXPECT_EQ(devices.busiestFreeBytes(), 6.0 * kGiB);

  const std::string ref = run.add("tiny-llama-f32.gguf");
  run.desk.load(ref);
  ASSERT_TRUE(run.loaded());
  ASSERT_EQ(devices.loaded()->rowCount(), 1);
  EXPECT_EQ(cell(devices.loaded(), 0, "modelId"), QString::fromStdString(ref));
  EXPECT_EQ(cell(devices.loaded(), 0, "deviceText"), QString::fromStdString(run.station.info().device_name));
  EXPECT_GT(cell(devices.loaded(), 0, "bytes").toDouble(), 0);
  devices.unload("another");
  EXPECT_EQ(devices.loaded()->rowCount(), 1);
  devices.unload(QString::fromStdString(ref));
  EXPECT_EQ(devices.loaded()->rowCount(), 0);
}

TEST(DeviceList, IsAskedOnceASecondOnlyWhileVisible) {
  ModelsWorld run(freshStore("desk-poll"));
  DeviceListModel devices(run.desk);
  EXPECT_FALSE(run.desk.watch().polls());
  devices.setVisible(true);
  EXPECT_TRUE(run.desk.watch().polls());
  devices.setVisible(false);
  EXPECT_FALSE(run.desk.watch().polls());
}

}  // namespace
}  // namespace snug::ui
