// The values of the settings table, kept in settings.json.
//
// A file and not a table of chats.db, for three reasons: theme and language are needed before the database is open (and
// must not wait for a migration); a database that is damaged, or from a newer Snug and read-only, must not take the
// settings with it; and a person can read, copy and repair it. It is written whole and atomically; names that this
// build does not know are kept, so that a newer Snug's settings survive an older one.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/manager/settings/settings_table.h"

namespace snug::settings {

/// Keeps an observer subscribed while it lives.
using Subscription = std::shared_ptr<void>;

/// One thread.
class Settings {
 public:
  /// Reads `file`. A missing file gives the defaults; so does one that is not JSON, which is kept as settings.json.bad.
  /// Values that are not allowed become the default. What was wrong is in problems(). Never fails.
  static Settings load(std::filesystem::path file);
  /// Defaults only, never written: for tests and commands without a data folder.
  Settings();

  [[nodiscard]] bool boolean(Key key) const { return value(key) == "true"; }
  [[nodiscard]] int64_t integer(Key key) const;
  [[nodiscard]] double number(Key key) const;
  /// The value of any type in its written form.
  [[nodiscard]] const std::string& value(Key key) const;

  /// Checks, stores and tells the observers; no-op if nothing changes. Errors: bad_input; read_only if the environment
  /// or the command line holds it. Call save() soon after (the window: when no change came for a second, and at exit).
  Status set(Key key, std::string_view new_value);
  Status set(Key key, const char* new_value) { return set(key, std::string_view(new_value)); }
  Status set(Key key, bool new_value) { return set(key, new_value ? "true" : "false"); }
  Status set(Key key, int64_t new_value) { return set(key, std::string_view(std::to_string(new_value))); }
  Status set(Key key, double new_value);
  Status reset(Key key);
  [[nodiscard]] bool is_standard(Key key) const { return value(key) == setting_info(key).standard; }

  /// Holds a value for this run over the stored one: `reason` is what holds it ("HF_HUB_OFFLINE", "--offline").
  Status hold(Key key, std::string_view held_value, std::string reason);
  /// What holds the value, or empty.
  [[nodiscard]] const std::string& held_by(Key key) const;

  /// Writes the file if anything changed. Errors: read_only, disk_full, io; the change then stays in memory.
  Status save();
  [[nodiscard]] bool unsaved() const { return unsaved_; }

  /// Calls `observer(key)` after each change, in this thread, until the subscription is dropped.
  [[nodiscard]] Subscription subscribe(std::function<void(Key)> observer);
  /// What load() met, one sentence part each.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Slot {
    std::string stored;
    std::string held;
    std::string held_by;
  };
  void parse(const std::string& text);
  void changed(Key key);
  Slot& slot(Key key) { return slots_[static_cast<size_t>(key)]; }
  [[nodiscard]] const Slot& slot(Key key) const { return slots_[static_cast<size_t>(key)]; }

  std::filesystem::path file_;
  std::array<Slot, static_cast<size_t>(Key::count)> slots_;
  std::map<std::string, std::string> unknown_;  ///< name -> JSON text
  std::vector<std::string> problems_;
  std::vector<std::weak_ptr<std::function<void(Key)>>> observers_;
  bool unsaved_ = false;
};

}  // namespace snug::settings
