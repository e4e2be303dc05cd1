// An engine on a thread of its own and a queue to wait on its events: for tests.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "backends/reference/reference_backend.h"
#include "engine/session/engine.h"

namespace snug::test {

class EngineHarness {
 public:
  explicit EngineHarness(std::vector<session::DeviceEntry> devices = reference_only(INT64_MAX))
      : engine_({.devices = std::move(devices),
                 .on_event =
                     [this](session::Event event) {
                       const std::lock_guard lock(mutex_);
                       events_.push_back(std::move(event));
                       arrived_.notify_all();
                     },
                 .random_seed = [] { return uint64_t{1}; }}) {}

  static std::vector<session::DeviceEntry> reference_only(int64_t capacity_bytes) {
    return {{reference::reference_caps(), {}, [capacity_bytes](int32_t) -> Result<std::unique_ptr<device::Backend>> {
               return reference::make_reference_backend(capacity_bytes);
             }}};
  }

  void post(session::Request request) { engine_.post(std::move(request)); }

  /// The next event, after at most a minute.
  session::Event next() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(arrived_.wait_for(lock, std::chrono::seconds(60), [&] { return !events_.empty(); })) << "no event came";
    if (events_.empty()) return session::Unloaded{};
    session::Event event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  /// Waits for an event of a type, dropping others.
  template <class T>
  T wait_for() {
    while (true) {
      session::Event event = next();
      if (auto* found = std::get_if<T>(&event)) return std::move(*found);
      if (auto* failed = std::get_if<session::Failed>(&event)) {
        ADD_FAILURE() << "failed: " << failed->error.detail;
        return {};
      }
    }
  }

  session::ModelInfo load(const std::string& path, session::LoadOptions options = {}) {
    post(session::Load{++last_id_, path, std::move(options)});
    return wait_for<session::Loaded>().model;
  }
  Error load_error(const std::string& path, session::LoadOptions options = {}) {
    post(session::Load{++last_id_, path, std::move(options)});
    while (true) {
      session::Event event = next();
      if (auto* failed = std::get_if<session::Failed>(&event)) return failed->error;
      if (std::holds_alternative<session::Loaded>(event)) {
        ADD_FAILURE() << "it loaded";
        return {};
      }
    }
  }

  struct Answer {
    std::string text;
    std::vector<int32_t> tokens;
    session::Finished finished;
  };
  Answer generate(session::Generate request) {
    request.id = ++last_id_;
    post(request);
    Answer answer;
    while (true) {
      session::Event event = next();
      if (auto* token = std::get_if<session::TokenMade>(&event)) {
        answer.text += token->text;
        if (token->token >= 0) answer.tokens.push_back(token->token);
      } else if (auto* finished = std::get_if<session::Finished>(&event)) {
        EXPECT_EQ(finished->id, request.id);
        answer.finished = std::move(*finished);
        return answer;
      } else if (std::holds_alternative<session::Failed>(event)) {
        ADD_FAILURE() << "failed";
        return answer;
      }
    }
  }
  session::RequestId new_id() { return ++last_id_; }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<session::Event> events_;
  session::RequestId last_id_ = 0;
  session::Engine engine_;
};

}  // namespace snug::test
