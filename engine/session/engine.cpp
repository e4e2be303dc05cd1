#include "engine/session/engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "engine/base/error_table.h"
#include "engine/base/log.h"
#include "engine/session/generation.h"
#include "engine/session/loaded_model.h"
#include "engine/session/prompt_format.h"

namespace snug::session {
namespace {

RequestId id_of(const Request& request) {
  return std::visit([](const auto& r) { return r.id; }, request);
}

}  // namespace

class Engine::Impl {
 public:
  explicit Impl(EngineSetup setup)
      : setup_(std::move(setup)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  ~Impl() {
    thread_.request_stop();
    {
      const std::lock_guard lock(mutex_);
      cancel_current();
    }
    wake_.notify_all();
  }

  void post(Request request) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto* cancel = std::get_if<Cancel>(&request)) {
        if (current_ == cancel->id) cancel_current();
        for (Waiting& waiting : queue_) waiting.cancelled |= id_of(waiting.request) == cancel->id;
        return;
      }
      queue_.push_back({std::move(request), false});
    }
    wake_.notify_one();
  }

 private:
  /// Under the lock. The flag ends the loop between steps, the executor's abort ends the step.
  void cancel_current() {
    cancelled_ = true;
    if (executor_ != nullptr) executor_->abort();
  }

  struct Waiting {
    Request request;
    bool cancelled = false;  ///< ends as soon as its turn comes
  };

  void run(const std::stop_token& stop) {
    while (true) {
      Waiting next;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, stop, [&] { return !queue_.empty(); });
        if (stop.stop_requested()) break;
        next = std::move(queue_.front());
        queue_.pop_front();
        current_ = id_of(next.request);
        cancelled_ = false;
        if (executor_ != nullptr) executor_->clear_abort();
      }
      if (next.cancelled) {
        const RequestId id = id_of(next.request);
        const bool answer = std::holds_alternative<Generate>(next.request);
        setup_.on_event(answer ? Event(Finished{id, StopReason::cancelled, {}, {}})
                               : Event(Failed{id, Error{Code::cancelled}}));
      } else {
        std::visit([&](auto& r) { handle(r); }, next.request);
      }
      const std::lock_guard lock(mutex_);
      current_.reset();
    }
    set_executor(nullptr);
    model_.reset();
  }

  bool is_cancelled() {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }

  void set_executor(exec::Executor* executor) {
    const std::lock_guard lock(mutex_);
    executor_ = executor;
  }

  void handle(Load& request) {
    set_executor(nullptr);
    model_.reset();
    const auto begin = setup_.now();
    auto loaded = load_model(request.path, request.options, setup_.devices, [&](int64_t done, int64_t total) {
      setup_.on_event(LoadProgressed{request.id, done, total});
      return !is_cancelled();
    });
    if (!loaded) {
      log(LogLevel::warning, "engine", "load failed: " + kind_of(loaded.error()));
      setup_.on_event(Failed{request.id, std::move(loaded.error())});
      return;
    }
    model_ = *std::move(loaded);
    model_->info.load_ms = std::chrono::duration<double, std::milli>(setup_.now() - begin).count();
    set_executor(model_->executor.get());
    setup_.on_event(Loaded{request.id, model_->info});
  }

  void handle(Unload& request) {
    set_executor(nullptr);
    model_.reset();
    setup_.on_event(Unloaded{request.id});
  }

  void handle(Generate& request) {
    if (model_ == nullptr) {
      setup_.on_event(Finished{request.id, StopReason::error, {}, Error{Code::model_not_found, "no model is loaded"}});
      return;
    }
    if (auto status = model_->file->verify_unchanged(); !status) {
      setup_.on_event(Finished{request.id, StopReason::error, {}, std::move(status.error())});
      return;
    }
    const GenerationContext context{setup_.on_event, [this] { return is_cancelled(); }, setup_.now, seed()};
    Finished finished = generate(*model_, request, context);
    if (finished.error) log(LogLevel::warning, "engine", "answer failed: " + kind_of(*finished.error));
    setup_.on_event(std::move(finished));
  }

  void handle(Count& request) {
    if (model_ == nullptr) {
      setup_.on_event(Failed{request.id, Error{Code::model_not_found, "no model is loaded"}});
      return;
    }
    Generate as_prompt;
    as_prompt.turns = std::move(request.turns);
    as_prompt.raw = std::move(request.raw);
    auto prompt = model_->prompt_format->render(as_prompt);
    if (!prompt) {
      setup_.on_event(Failed{request.id, std::move(prompt.error())});
      return;
    }
    setup_.on_event(Counted{request.id, static_cast<int32_t>(prompt->tokens.size())});
  }

  void handle(Cancel&) {}  // never queued: post() takes it

  /// The detail may name files, so the log keeps the kind of error alone.
  static std::string kind_of(const Error& error) { return std::string(error_info(error.code).name); }

  uint64_t seed() {
    if (setup_.random_seed) return setup_.random_seed();
    std::random_device device;
    return uint64_t{device()} << 32 | device();
  }

  EngineSetup setup_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Waiting> queue_;           // guarded by mutex_
  std::optional<RequestId> current_;    // guarded by mutex_
  bool cancelled_ = false;              // guarded by mutex_
  exec::Executor* executor_ = nullptr;  // guarded by mutex_; owned by model_
  std::unique_ptr<LoadedModel> model_;  // engine thread
  std::jthread thread_;                 // last: starts when everything is there
};

Engine::Engine(EngineSetup setup) : impl_(std::make_unique<Impl>(std::move(setup))) {}
Engine::~Engine() = default;
void Engine::post(Request request) {
  impl_->post(std::move(request));
}

const char* name_of(StopReason reason) {
  switch (reason) {
    case StopReason::stop:
      return "stop";
    case StopReason::length:
      return "length";
    case StopReason::context_full:
      return "context_full";
    case StopReason::cancelled:
      return "cancelled";
    case StopReason::error:
      return "error";
  }
  return "error";
}

}  // namespace snug::session
