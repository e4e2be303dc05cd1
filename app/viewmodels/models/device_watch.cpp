#include "app/viewmodels/models/device_watch.h"

#include <QPointer>
#include <algorithm>
#include <charconv>
#include <thread>

#include "app/manager/store/model_repository.h"

namespace snug::ui {
namespace {

using session::DeviceEntry;

constexpr int kRetryMs = 2000;

device::MemoryInfo memoryOf(const DeviceEntry& entry) {
  if (entry.memory) return entry.memory().value_or(device::MemoryInfo{});
  auto backend = entry.open(1);
  return backend ? (*backend)->memory().value_or(device::MemoryInfo{}) : device::MemoryInfo{};
}

/// What makes a measured speed that of this device: another card or another number of CPUs is measured again.
std::string speedKey(const DeviceEntry& entry) {
  return "read_bandwidth/" + entry.caps.id + "/" + entry.caps.name + "/" +
         (entry.caps.shares_host_memory ? std::to_string(std::thread::hardware_concurrency()) : "");
}

bool same(const device::MemoryInfo& a, const device::MemoryInfo& b) {
  return a.total_bytes == b.total_bytes && a.free_bytes == b.free_bytes;
}

}  // namespace

DeviceWatch::DeviceWatch(EngineBridge& engine, store::StoreThread& store, QObject* parent)
    : QObject(parent), m_engine(engine), m_store(store) {
  m_pool.setMaxThreadCount(1);
  for (const DeviceEntry& entry : engine.devices()) {
    if (entry.absent.empty()) m_shown.push_back(&entry);
  }
  const auto isReference = [](const DeviceEntry* entry) { return entry->caps.backend == "reference"; };
  if (!std::all_of(m_shown.begin(), m_shown.end(), isReference)) std::erase_if(m_shown, isReference);
  for (const DeviceEntry* entry : m_shown) m_facts[entry->caps.id];
  m_timer.setInterval(kPollMs);
  connect(&m_timer, &QTimer::timeout, this, &DeviceWatch::refresh);
  // A load or an unload is what changes memory most.
  connect(&engine, &EngineBridge::loaded, this, &DeviceWatch::refresh);
  connect(&engine, &EngineBridge::unloaded, this, &DeviceWatch::refresh);
  connect(&engine, &EngineBridge::failed, this, &DeviceWatch::refresh);
}

DeviceWatch::~DeviceWatch() {
  m_pool.clear();
  m_pool.waitForDone();
}

store::Receiver DeviceWatch::receiver() {
  return {[self = QPointer(this)](std::function<void()> work) {
            if (self) QMetaObject::invokeMethod(self, std::move(work), Qt::QueuedConnection);
          },
          std::weak_ptr<void>(m_alive)};
}

void DeviceWatch::refresh() {
  if (m_asking) return;
  m_asking = true;
  m_pool.start([this, shown = m_shown] {
    FactsByDevice found;
    for (const DeviceEntry* entry : shown) found[entry->caps.id].memory = memoryOf(*entry);
    QMetaObject::invokeMethod(
        this, [this, found] { takeMemory(found); }, Qt::QueuedConnection);
  });
}

void DeviceWatch::takeMemory(const FactsByDevice& found) {
  m_asking = false;
  bool changed = !m_probed;
  m_probed = true;
  for (const auto& [id, facts] : found) {
    changed = changed || !same(m_facts[id].memory, facts.memory);
    m_facts[id].memory = facts.memory;
  }
  if (changed) Q_EMIT memoryChanged();
}

void DeviceWatch::want(const QObject* who, bool wanted) {
  const auto it = std::find(m_wanted.begin(), m_wanted.end(), who);
  if (wanted && it == m_wanted.end()) m_wanted.push_back(who);
  if (!wanted && it != m_wanted.end()) m_wanted.erase(it);
  if (m_wanted.empty()) {
    m_timer.stop();
  } else if (!m_timer.isActive()) {
    m_timer.start();
    refresh();
  }
}

void DeviceWatch::measureSpeeds() {
  for (const DeviceEntry* entry : m_shown) {
    if (!entry->read_bandwidth || m_facts[entry->caps.id].bytesPerSecond > 0) continue;
    m_store.ask([key = speedKey(*entry)](store::Store& s) { return store::state_value(s.db, key); }, receiver(),
                [this, entry](Result<std::optional<std::string>> kept) {
                  double speed = 0;
                  if (kept && *kept) std::from_chars((*kept)->data(), (*kept)->data() + (*kept)->size(), speed);
                  if (speed > 0)
                    setSpeed(entry->caps.id, speed);
                  else
                    measure(*entry);
                });
  }
}

void DeviceWatch::measure(const DeviceEntry& entry) {
  if (m_engine.pending() > 0) {  // both would be slow, and the figure wrong
    QTimer::singleShot(kRetryMs, this, [this, &entry] { measure(entry); });
    return;
  }
  m_pool.start([this, &entry] {
    const double speed = entry.read_bandwidth().value_or(-1);
    QMetaObject::invokeMethod(
        this,
        [this, &entry, speed] {
          if (speed <= 0) return;
          setSpeed(entry.caps.id, speed);
          m_store.tell([key = speedKey(entry), speed](store::Store& s) {
            return store::set_state_value(s.db, key, std::to_string(speed));
          });
        },
        Qt::QueuedConnection);
  });
}

void DeviceWatch::setSpeed(const std::string& id, double bytesPerSecond) {
  m_facts[id].bytesPerSecond = bytesPerSecond;
  Q_EMIT speedsChanged();
}

}  // namespace snug::ui
