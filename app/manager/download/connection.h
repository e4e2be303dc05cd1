// One request for a span of a file: checks the answer before its first byte, writes what comes. Internal to the job.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "app/manager/download/pieces.h"
#include "app/manager/download/progress.h"
#include "app/manager/hub/client.h"

namespace snug::download {

/// How a connection ended.
struct Outcome {
  std::optional<Error> error;  ///< none: it fetched its span
  long status = 0;             ///< of a refusal
  bool refused = false;        ///< status of 400 or above
  bool ignored_range = false;  ///< 200 where a part was asked for
  int64_t wait_s = 0;          ///< that the server asks for
  bool at_endpoint = false;
  bool disk = false;  ///< the error is ours: writing failed
};

class Connection : public hub::Receiver {
 public:
  /// `done` is called once, on the gateway's thread. `whole_file`: no range is asked for, pieces that are here already
  /// are read over.
  Connection(Pieces& pieces, Progress& progress, Span span, int64_t size_bytes, bool whole_file, bool at_endpoint,
             std::function<void(Connection*)> done);

  Status on_headers(const hub::Answer& answer) override;
  Status on_data(std::string_view bytes) override;
  void on_done(Result<hub::Answer> answer) override;

  [[nodiscard]] int64_t first_byte() const { return first_byte_; }
  [[nodiscard]] int64_t last_byte() const { return last_byte_; }
  [[nodiscard]] const Outcome& outcome() const { return outcome_; }
  /// Bytes received in all, and when the last of them came: read by the job.
  [[nodiscard]] int64_t received() const { return received_; }
  /// Pieces of the span that no byte has reached yet are taken off its end; returns where it ends now.
  std::optional<int64_t> give_up_half();

  hub::Gateway::CallId call = 0;
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();

 private:
  Status flush();
  Status take(std::string_view bytes);

  Pieces& pieces_;
  Progress& progress_;
  const int64_t first_piece_;
  std::atomic<int64_t> end_piece_;
  const int64_t size_bytes_;
  const bool whole_file_;
  const int64_t first_byte_;
  const int64_t last_byte_;
  std::atomic<int64_t> position_;  ///< of the next byte that comes, in the file
  std::atomic<int64_t> received_{0};
  std::mutex split_;
  std::string buffer_;
  std::function<void(Connection*)> done_;
  Outcome outcome_;
  bool enough_ = false;
};

}  // namespace snug::download
