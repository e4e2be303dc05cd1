// The picker, the load panel, the first run and the failure card: every verb, role and state.
#include "app/viewmodels/chat/load_failure.h"
#include "app/viewmodels/models/load_panel_model.h"
#include "app/viewmodels/models/model_picker_model.h"
#include "app/viewmodels/models/onboarding_model.h"
#include "tests/unit/viewmodels/models_world.h"

namespace snug::ui {
namespace {

DevicePlan* planAt(LoadPanelModel& panel, int row) {
  return cell(panel.devices(), row, "plan").value<DevicePlan*>();
}

TEST(ModelPicker, GroupsSearchesAndKeepsFavourites) {
  ModelsWorld run(freshStore("picker"));
  ModelPickerModel picker(run.desk);
  const QString a = QString::fromStdString(run.add("tiny-llama-f32.gguf"));
  const QString b = QString::fromStdString(run.add("tiny-qwen3-f16.gguf"));
  ASSERT_EQ(picker.rows()->rowCount(), 2);  // one group needs no heading
  EXPECT_EQ(cell(picker.rows(), 0, "rowKind"), "model");
  EXPECT_EQ(cell(picker.rows(), 0, "verdict"), "fits");
  picker.setFavourite(b, true);
  ASSERT_EQ(picker.rows()->rowCount(), 4);
  EXPECT_EQ(cell(picker.rows(), 0, "rowKind"), "heading");
  EXPECT_EQ(cell(picker.rows(), 1, "modelId"), b);
  EXPECT_EQ(cell(picker.rows(), 1, "favourite"), true);
  picker.load(a);
  ASSERT_TRUE(run.loaded());
  EXPECT_EQ(cell(picker.rows(), 2, "title"), "Recent");
  EXPECT_EQ(cell(picker.rows(), 3, "current"), true);
  picker.setQuery("f16 QWEN");
  ASSERT_EQ(picker.rows()->rowCount(), 2);
  EXPECT_EQ(cell(picker.rows(), 1, "modelId"), b);
  picker.setQuery("no such model");
  EXPECT_EQ(picker.rows()->rowCount(), 0);
  picker.setQuery({});
  QSignalSpy settings(&picker, &ModelPickerModel::settingsWanted);
  picker.loadWithSettings(b);
  EXPECT_EQ(settings.count(), 1);
  picker.unload();
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::unloaded);
  picker.load("not here");
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::unloaded);
}

TEST(LoadPanel, PlansWithTheSettingsAndLoadsWithThem) {
  ModelsWorld run(freshStore("panel"));
  LoadPanelModel panel(run.desk);
  run.desk.watch().measureSpeeds();
  const std::string ref = run.add("tiny-llama-f32.gguf");
  ASSERT_TRUE(soon([&] { return run.desk.rate(ref) > 0; }));
  panel.setOpen(true);
  EXPECT_FALSE(panel.isOpen());  // nothing is chosen
  panel.openFor("not here");
  EXPECT_FALSE(panel.isOpen());
  panel.openFor(QString::fromStdString(ref));
  ASSERT_TRUE(panel.isOpen());
  EXPECT_TRUE(run.desk.watch().polls());
  EXPECT_EQ(panel.state(), "idle");
  EXPECT_EQ(panel.verdict(), "fits");
  EXPECT_EQ(panel.source(), "folder");
  EXPECT_GT(panel.sizeBytes(), 0);
  EXPECT_GT(panel.rate(), 0);
  EXPECT_EQ(panel.rateContext(), panel.contextTokens() / 2);
  EXPECT_EQ(panel.measured()->rowCount(), 0);
  ASSERT_TRUE(soon([&] { return panel.contextFits() == panel.contextMax(); }));

  ASSERT_EQ(panel.devices()->rowCount(), 1);
  DevicePlan* plan = planAt(panel, 0);
  const double need = plan->needBytes();
  panel.setContextTokens(panel.contextMax() / 2);
  EXPECT_LT(plan->needBytes(), need);
  panel.setContextTokens(1 << 30);
  EXPECT_EQ(panel.contextTokens(), panel.contextMax());

  panel.setKvType("q8_0");
  EXPECT_EQ(panel.kvType(), "q8_0");
  EXPECT_FALSE(panel.kvNote().isEmpty());  // this device keeps no such cache, and says so
  panel.setKvType("q4_0");
  EXPECT_EQ(panel.kvType(), "q4_0");
  panel.setKvType("f16");
  EXPECT_TRUE(panel.kvNote().isEmpty());
  panel.setPlacement("hand");
  EXPECT_EQ(panel.placement(), "best");  // one device only

  panel.load();
  EXPECT_EQ(panel.state(), "loading");
  ASSERT_TRUE(run.loaded());
  EXPECT_EQ(panel.state(), "loaded");
  EXPECT_FALSE(panel.isChanged());
  EXPECT_GT(panel.loadedBytes(), 0);
  EXPECT_EQ(run.station.info().n_ctx, panel.contextTokens());
  ASSERT_EQ(panel.measured()->rowCount(), 3);
  EXPECT_EQ(cell(panel.measured(), 1, "rowTitle"), "Measured");
  EXPECT_FALSE(cell(panel.measured(), 1, "total").toString().isEmpty());
  EXPECT_EQ(cell(panel.measured(), 0, "rowTitle"), "Predicted");
  EXPECT_FALSE(panel.measuredDevice().isEmpty());
  panel.setContextTokens(panel.contextMax() / 2);
  EXPECT_TRUE(panel.isChanged());
  panel.unload();
  EXPECT_EQ(panel.state(), "idle");
  panel.load();
  panel.cancel();
  ASSERT_TRUE(soon([&] { return run.engine.pending() == 0; }));
  panel.setOpen(false);
  EXPECT_FALSE(run.desk.watch().polls());
  panel.setOpen(true);
  EXPECT_TRUE(panel.isOpen());
}

TEST(LoadPanel, ByHandMovesAllLayersBetweenDevices) {
  ModelsWorld run(freshStore("panel-hand"), {{"gpu:0", 8 * kGiB, 6 * kGiB, 2e12, false}, {"cpu"}});
  LoadPanelModel panel(run.desk);
  const std::string ref = run.add("tiny-llama3-f16.gguf");
  panel.openFor(QString::fromStdString(ref));
  ASSERT_EQ(panel.devices()->rowCount(), 2);  // embeddings stay in the host's memory
  EXPECT_EQ(planAt(panel, 1)->layers(), 0);
  EXPECT_GT(planAt(panel, 1)->needBytes(), 0);
  panel.setLayers(1, 2);  // best: nothing to move
  EXPECT_EQ(panel.placement(), "best");
  panel.setPlacement("hand");
  EXPECT_EQ(panel.placement(), "hand");
  EXPECT_EQ(planAt(panel, 0)->layers(), planAt(panel, 0)->layersTotal());
  panel.setLayers(1, planAt(panel, 0)->layersTotal());
  EXPECT_EQ(planAt(panel, 0)->layers(), 0);
  EXPECT_EQ(planAt(panel, 1)->layers(), planAt(panel, 1)->layersTotal());
  EXPECT_TRUE(planAt(panel, 1)->kvHere());
  panel.setKvHere(1, false);
  EXPECT_TRUE(planAt(panel, 0)->kvHere());
  panel.setKvHere(1, true);
  panel.load();
  ASSERT_TRUE(run.loaded());
  EXPECT_EQ(run.station.loadedOptions().device, "cpu");
}

TEST(MeasuredRows, ComparePartByPart) {
  session::ModelInfo info;
  info.arenas = {{0, device::ArenaKind::weights, kGiB},
                 {0, device::ArenaKind::kv, kGiB / 2},
                 {0, device::ArenaKind::scratch, kGiB / 4},
                 {0, device::ArenaKind::host_weights, kGiB}};
  info.arena_bytes = {kGiB + kGiB / 8, kGiB / 2, -1, -1};
  device::DeviceCaps caps = reference::reference_caps();
  auto rows = measuredRows(info, caps);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].weights, "2.000");
  EXPECT_EQ(rows[1].weights, "2.125");
  EXPECT_EQ(rows[1].scratch, "");
  EXPECT_EQ(rows[2].weights, "0.125");
  EXPECT_EQ(rows[2].kv, "0.000");
  EXPECT_EQ(rows[1].total, "2.875");
  caps.shares_host_memory = false;
  caps.overhead_bytes = kGiB / 2;
  rows = measuredRows(info, caps);
  EXPECT_EQ(rows[0].weights, "1.000");
  EXPECT_EQ(rows[0].driver, "0.500");
  EXPECT_EQ(rows[0].total, "2.250");
  EXPECT_EQ(rows[1].driver, "");
  EXPECT_EQ(rows[1].total, "");
  info.arena_bytes = {-1, -1, -1, -1};
  EXPECT_EQ(measuredRows(info, caps).size(), 1u);
}

TEST(Onboarding, FindsTheModelsMeasuresAndStarts) {
  ModelsWorld run(freshStore("onboarding"));
  OnboardingModel first(run.desk);
  QSignalSpy done(&first, &OnboardingModel::done);
  EXPECT_EQ(first.phase(), "measuring");
  run.desk.watch().measureSpeeds();
  run.station.rescan();
  run.add("tiny-llama-f32.gguf");
  run.add("tiny-qwen3-f16.gguf");
  ASSERT_TRUE(soon([&] { return first.phase() == "found" && first.found()->rowCount() == 2; }));
  EXPECT_EQ(cell(first.found(), 0, "chosen"), true);
  EXPECT_EQ(cell(first.found(), 0, "verdict"), "fits");
  EXPECT_EQ(cell(first.found(), 0, "sourceText"), "folder");
  first.choose(1);
  first.choose(7);
  EXPECT_EQ(cell(first.found(), 0, "chosen"), false);
  EXPECT_EQ(cell(first.found(), 1, "chosen"), true);
  EXPECT_EQ(first.chosenTitle(), cell(first.found(), 1, "title").toString());
  EXPECT_EQ(first.loadSeconds(), -1);
  first.start();
  EXPECT_EQ(done.count(), 1);
  ASSERT_TRUE(run.loaded());
  EXPECT_EQ(QString::fromStdString(run.station.chosen()->ref), cell(first.found(), 1, "modelId"));
}

TEST(Onboarding, WithNothingHereAsksForAFile) {
  ModelsWorld run(freshStore("onboarding-nothing"));
  OnboardingModel first(run.desk);
  run.desk.watch().measureSpeeds();
  run.station.rescan();
  ASSERT_TRUE(soon([&] { return first.phase() == "nothing"; }));
  EXPECT_FALSE(first.hasRecommended());
  EXPECT_EQ(first.plan(), nullptr);
  QSignalSpy file(&first, &OnboardingModel::fileRequested);
  QSignalSpy browse(&first, &OnboardingModel::browseRequested);
  QSignalSpy noticed(&first, &OnboardingModel::noticed);
  first.start();
  first.addFile();
  EXPECT_EQ(file.count(), 2);
  first.browse();
  EXPECT_EQ(browse.count(), 1);
  first.fileChosen(QUrl::fromLocalFile(QString::fromStdString((kTinyModels / "README.md").string())));
  EXPECT_EQ(noticed.count(), 1);
  first.fileChosen(QUrl::fromLocalFile(QString::fromStdString((kTinyModels / "tiny-llama-f32.gguf").string())));
  EXPECT_EQ(first.phase(), "found");
  EXPECT_FALSE(first.chosenTitle().isEmpty());
}

TEST(LoadFailure, ShowsThePlanAndWhatEachFixTakes) {
  // Enough for the weights, not for the cache of the whole context.
  ModelsWorld run(freshStore("failure"), {{"gpu:0", 8 * kGiB, 1'900'000, 2e12, false}, {"cpu"}});
  LoadFailure failure(run.station);
  failure.setDesk(run.desk);
  run.desk.watch().measureSpeeds();
  const std::string ref = run.add("tiny-llama-f32.gguf");
  ASSERT_TRUE(soon([&] { return run.desk.rate(ref) > 0; }));
  EXPECT_EQ(failure.plan(), nullptr);
  run.station.choose(ref);
  session::LoadOptions options;
  options.n_ctx = 1 << 16;
  run.station.setOptions(options);
  run.station.load();
  ASSERT_TRUE(soon([&] { return failure.active(); }));
  ASSERT_NE(failure.plan(), nullptr);
  EXPECT_GT(failure.plan()->needBytes(), 1'900'000);
  EXPECT_EQ(failure.plan()->verdict(), "no");
  QStringList titles;
  for (int i = 0; i < failure.fixes()->rowCount(); ++i) {
    titles << cell(failure.fixes(), i, "title").toString();
    EXPECT_FALSE(cell(failure.fixes(), i, "effect").toString().isEmpty());
  }
  EXPECT_EQ(titles.last(), "Run it on the CPU");
  EXPECT_TRUE(cell(failure.fixes(), failure.fixes()->rowCount() - 1, "effect").toString().startsWith("needs "));
  QSignalSpy copied(&failure, &LoadFailure::copyRequested);
  failure.copyDetails();
  ASSERT_EQ(copied.count(), 1);
  EXPECT_TRUE(copied.at(0).at(0).toString().contains("need_bytes = "));
  failure.apply(failure.fixes()->rowCount() - 1);
  EXPECT_EQ(run.station.loadedOptions().device, "cpu");
  ASSERT_TRUE(run.loaded());
  EXPECT_FALSE(failure.active());
}

}  // namespace
}  // namespace snug::ui
