#include "app/manager/download/progress.h"

#include <algorithm>

namespace snug::download {
namespace {

using namespace std::chrono_literals;
constexpr auto kWindow = 3s;

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::queued:
      return "queued";
    case State::waiting_lock:
      return "waiting_lock";
    case State::locating:
      return "locating";
    case State::running:
      return "running";
    case State::waiting_retry:
      return "waiting_retry";
    case State::waiting_limit:
      return "waiting_limit";
    case State::waiting_space:
      return "waiting_space";
    case State::verifying:
      return "verifying";
    case State::done:
      return "done";
    case State::paused:
      return "paused";
    case State::failed:
      return "failed";
  }
  return "failed";
}

void Progress::set_total(int64_t size_bytes) {
  const std::lock_guard lock(mutex_);
  now_.size_bytes = size_bytes;
}

void Progress::set_state(State state, std::optional<Error> error, int64_t retry_in_ms) {
  const std::lock_guard lock(mutex_);
  now_.state = state;
  now_.error = std::move(error);
  retry_at_ = Clock::now() + std::chrono::milliseconds(retry_in_ms);
}

void Progress::set_file(std::string file, int64_t base_bytes) {
  const std::lock_guard lock(mutex_);
  now_.file = std::move(file);
  base_bytes_ = base_bytes;
  now_.done_bytes = base_bytes;
}

void Progress::set_file_done(int64_t done_bytes) {
  const std::lock_guard lock(mutex_);
  now_.done_bytes = base_bytes_ + done_bytes;
}

void Progress::received(int64_t bytes) {
  const std::lock_guard lock(mutex_);
  const auto time = Clock::now();
  if (samples_.empty()) samples_.emplace_back(time, now_.received_bytes);
  now_.received_bytes += bytes;
  if (time - samples_.back().first >= 250ms) samples_.emplace_back(time, now_.received_bytes);
  while (samples_.size() > 2 && time - samples_[1].first > kWindow) samples_.pop_front();
}

Snapshot Progress::snapshot() {
  const std::lock_guard lock(mutex_);
  const auto time = Clock::now();
  while (samples_.size() > 1 && time - samples_[1].first > kWindow) samples_.pop_front();
  Snapshot copy = now_;
  if (!samples_.empty()) {
    const double seconds =
        std::chrono::duration<double>(std::max<Clock::duration>(time - samples_.front().first, 250ms)).count();
    copy.bytes_per_second = static_cast<double>(now_.received_bytes - samples_.front().second) / seconds;
  }
  // A speed that was is no speed that is.
  if (copy.state != State::running) copy.bytes_per_second = 0;
  if (copy.bytes_per_second > 1)
    copy.remaining_s =
        static_cast<int64_t>(static_cast<double>(copy.size_bytes - copy.done_bytes) / copy.bytes_per_second);
  copy.retry_in_ms =
      std::max<int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(retry_at_ - time).count());
  return copy;
}

}  // namespace snug::download
