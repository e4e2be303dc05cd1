// What a download is doing, true at every moment: state, bytes, speed, and the reason for waiting.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::download {

enum class State : uint8_t {
  queued,         ///< others are before it
  waiting_lock,   ///< another process downloads the same file
  locating,       ///< asking the Hub
  running,        ///< bytes come
  waiting_retry,  ///< the network failed: next try at retry_at
  waiting_limit,  ///< the Hub asks for a pause until retry_at
  waiting_space,  ///< the disk is full
  verifying,      ///< hashing what is there
  done,           ///< whole, verified, under its name
  paused,         ///< by the person
  failed,         ///< for good: see error
};
/// "queued", "waiting_lock", ... : stable names.
std::string_view name_of(State state);
inline bool is_over(State state) {
  return state == State::done || state == State::paused || state == State::failed;
}

struct Snapshot {
  State state = State::queued;
  int64_t size_bytes = 0;
  int64_t done_bytes = 0;       ///< here, over all files of the item
  int64_t received_bytes = 0;   ///< over the network in this run
  double bytes_per_second = 0;  ///< over the last three seconds; 0 when nothing came
  int64_t remaining_s = -1;     ///< -1: not known
  int64_t retry_in_ms = 0;      ///< of the waiting states
  std::string file;             ///< at work on
  std::optional<Error> error;   ///< why it waits or failed
};

/// Written by a job, read by anyone. Any thread.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  void set_total(int64_t size_bytes);
  void set_state(State state, std::optional<Error> error = std::nullopt, int64_t retry_in_ms = 0);
  void set_file(std::string file, int64_t base_bytes);
  void set_file_done(int64_t done_bytes);
  void received(int64_t bytes);
  [[nodiscard]] Snapshot snapshot();

 private:
  std::mutex mutex_;
  Snapshot now_;
  int64_t base_bytes_ = 0;  ///< of the files before this one
  Clock::time_point retry_at_;
  std::deque<std::pair<Clock::time_point, int64_t>> samples_;  ///< (when, received in all), at most four a second
};

}  // namespace snug::download
