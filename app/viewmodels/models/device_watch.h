// What the devices have free now and how fast they read: probed and measured off the GUI thread.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/manager/store/store_thread.h"
#include "app/viewmodels/core/engine_bridge.h"

namespace snug::ui {

/// What was found of one device.
struct DeviceFacts {
  device::MemoryInfo memory;   ///< 0 in total: not probed yet, or it cannot be
  double bytesPerSecond = -1;  ///< read bandwidth; -1: not measured
};
using FactsByDevice = std::map<std::string, DeviceFacts>;

/// GUI thread; probes run on one thread of its own.
class DeviceWatch : public QObject {
  Q_OBJECT

 public:
  static constexpr int kPollMs = 1000;

  /// `store` keeps measured speeds with the device's identity.
  DeviceWatch(EngineBridge& engine, store::StoreThread& store, QObject* parent = nullptr);
  ~DeviceWatch() override;

  /// Devices that are present and meant for people: without the reference interpreter, unless there is no other.
  const std::vector<const session::DeviceEntry*>& shown() const { return m_shown; }
  const FactsByDevice& facts() const { return m_facts; }
  bool probed() const { return m_probed; }
  bool polls() const { return m_timer.isActive(); }

  /// Asks for the memory of every shown device; memoryChanged() follows where something changed.
  void refresh();
  /// Asks once a second while anyone wants it.
  void want(const QObject* who, bool wanted);
  /// Takes each speed from the store, or measures and stores it as soon as the engine rests.
  void measureSpeeds();

 Q_SIGNALS:
  void memoryChanged();
  void speedsChanged();

 private:
  void takeMemory(const FactsByDevice& found);
  void measure(const session::DeviceEntry& entry);
  void setSpeed(const std::string& id, double bytesPerSecond);
  store::Receiver receiver();

  EngineBridge& m_engine;
  store::StoreThread& m_store;
  std::vector<const session::DeviceEntry*> m_shown;
  FactsByDevice m_facts;
  bool m_probed = false;
  bool m_asking = false;
  std::vector<const QObject*> m_wanted;
  QTimer m_timer;
  std::shared_ptr<int> m_alive = std::make_shared<int>(0);
  QThreadPool m_pool;  // last: its threads end before what they use
};

}  // namespace snug::ui
