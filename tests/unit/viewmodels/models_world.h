// One run of the models' part of the application: real engine, real store, tiny models, devices of a known size.
#pragma once

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <filesystem>
#include <map>

#include "app/viewmodels/models/model_desk.h"
#include "backends/reference/reference_backend.h"

namespace snug::ui {

inline const std::filesystem::path kTinyModels = std::filesystem::path(SNUG_TEST_DATA_DIR) / "models";
constexpr int64_t kGiB = int64_t{1} << 30;

/// A device of `total` bytes of which `free` are free while nothing is loaded; reads at `speed` bytes a second.
struct TestDevice {
  std::string id = "test:0";
  int64_t total = 4 * kGiB;
  int64_t free = 2 * kGiB;
  double speed = 1e9;
  bool host = true;
  std::string absent = {};
};

/// The reference interpreter under another device's name, memory and driver.
class TestBackend final : public device::Backend {
 public:
  TestBackend(std::unique_ptr<device::Backend> inner, device::DeviceCaps caps)
      : inner_(std::move(inner)), caps_(std::move(caps)) {}
  const device::DeviceCaps& caps() const override { return caps_; }
  Result<device::MemoryInfo> memory() override { return inner_->memory(); }
  Result<device::ArenaId> alloc(device::ArenaKind kind, int64_t size) override {
    SNUG_TRY(const device::ArenaId id, inner_->alloc(kind, size));
    sizes_[id.value] = size;
    return id;
  }
  void free(device::ArenaId id) override { inner_->free(id); }
  int64_t measured_bytes(device::ArenaId id) const override { return sizes_.at(id.value) + 64; }
  Status pack(const program::WeightDecl& w, std::span<const std::byte> from, const device::Place& to) override {
    return inner_->pack(w, from, to);
  }
  Status unpack(const program::WeightDecl& w, const device::Place& from, std::span<std::byte> to) override {
    return inner_->unpack(w, from, to);
  }
  Status write(const device::Place& to, std::span<const std::byte> bytes) override { return inner_->write(to, bytes); }
  Status read(const device::Place& from, std::span<std::byte> bytes) override { return inner_->read(from, bytes); }
  Result<std::unique_ptr<device::Plan>> compile(const device::CompileRequest& r) override { return inner_->compile(r); }
  Result<device::Fence> run(device::Plan& plan, const device::StepArgs& args, device::Fence after) override {
    return inner_->run(plan, args, after);
  }
  Status wait(device::Fence fence, std::chrono::milliseconds deadline) override {
    return inner_->wait(fence, deadline);
  }
  void abort() override { inner_->abort(); }
  void clear_abort() override { inner_->clear_abort(); }
  Status health() override { return inner_->health(); }
  device::BackendStats stats() const override { return inner_->stats(); }

 private:
  std::unique_ptr<device::Backend> inner_;
  device::DeviceCaps caps_;
  std::map<uint32_t, int64_t> sizes_;
};

inline session::DeviceEntry deviceEntry(const TestDevice& device) {
  session::DeviceEntry entry;
  entry.caps = reference::reference_caps();
  entry.caps.id = device.id;
  entry.caps.backend = "test";
  entry.caps.name = "Device " + device.id;
  entry.caps.shares_host_memory = device.host;
  if (!device.host) entry.caps.overhead_bytes = 1 << 20;
  entry.absent = device.absent;
  entry.open = [free = device.free, caps = entry.caps](int32_t) -> Result<std::unique_ptr<device::Backend>> {
    return std::make_unique<TestBackend>(reference::make_reference_backend(free), caps);
  };
  entry.memory = [device]() -> Result<device::MemoryInfo> { return device::MemoryInfo{device.total, device.free}; };
  if (device.speed > 0) entry.read_bandwidth = [device]() -> Result<double> { return device.speed; };
  return entry;
}

inline std::filesystem::path freshStore(const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  return folder;
}

/// Every wait of these tests.
template <class Condition>
bool soon(Condition condition) {
  return QTest::qWaitFor(condition, 30'000);
}

struct ModelsWorld {
  explicit ModelsWorld(const std::filesystem::path& folder, const std::vector<TestDevice>& wanted = {TestDevice{}})
      : store({.folder = folder, .unclean_exit = false, .now_ms = 0}, {[](auto work) { work(); }}, [](auto) {}),
        engine(entries(wanted)),
        station(engine, {}),
        desk(engine, station, store) {}

  static std::vector<session::DeviceEntry> entries(const std::vector<TestDevice>& wanted) {
    std::vector<session::DeviceEntry> out;
    for (const TestDevice& device : wanted) out.push_back(deviceEntry(device));
    return out;
  }
  /// Adds a model and waits for its outlook.
  std::string add(const char* file) {
    const std::string ref = station.addFile(kTinyModels / file)->ref;
    EXPECT_TRUE(soon([&] { return desk.book().ready() && desk.complete(); }));
    return ref;
  }
  bool loaded() {
    return soon([&] { return station.phase() == ModelStation::Phase::loaded; });
  }

  store::StoreThread store;
  EngineBridge engine;
  ModelStation station;
  ModelDesk desk;
};

/// A role's value by its name.
inline QVariant cell(QAbstractItemModel* model, int row, const char* role) {
  return model->data(model->index(row, 0), model->roleNames().key(role));
}

}  // namespace snug::ui
