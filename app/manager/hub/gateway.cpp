#include "app/manager/hub/gateway.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "app/manager/hub/call.h"

namespace snug::hub {
namespace {

void start_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// Collects a body for a caller who waits.
class Waiter : public Receiver {
 public:
  explicit Waiter(int64_t limit_bytes) : limit_bytes_(limit_bytes) {}

  Status on_headers(const Answer&) override { return {}; }
  Status on_data(std::string_view bytes) override {
    if (std::ssize(body_) + std::ssize(bytes) > limit_bytes_)
      return fail(Code::limit_exceeded, "an answer of more than " + std::to_string(limit_bytes_) + " bytes");
    body_ += bytes;
    return {};
  }
  void on_done(Result<Answer> answer) override {
    const std::lock_guard lock(mutex_);
    if (answer) answer->body = std::move(body_);
    result_ = std::move(answer);
    ready_.notify_all();
  }
  /// Nothing when the time is up.
  std::optional<Result<Answer>> wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, time, [&] { return result_.has_value(); });
    return std::exchange(result_, std::nullopt);
  }

 private:
  int64_t limit_bytes_;
  std::string body_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<Result<Answer>> result_;
};

}  // namespace

/// One thread around one curl_multi.
class Gateway::Loop {
 public:
  Loop(std::shared_ptr<GatewayShared> shared, long max_connections)
      : shared_(std::move(shared)), multi_(curl_multi_init()) {
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, max_connections);
    thread_ = std::thread([this] { run(); });
  }
  ~Loop() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void add(std::unique_ptr<Call> call) {
    {
      const std::lock_guard lock(mutex_);
      fresh_.push_back(std::move(call));
    }
    curl_multi_wakeup(multi_);
  }
  void cancel(CallId id) {
    {
      const std::lock_guard lock(mutex_);
      cancelled_.push_back(id);
    }
    curl_multi_wakeup(multi_);
  }
  void wake() { curl_multi_wakeup(multi_); }

 private:
  void run() {
    while (take_orders()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) ended(message->easy_handle, message->data.result);
      }
      if (shared_->offline) end_all(Code::offline);
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    end_all(Code::cancelled);
  }

  bool take_orders() {
    std::vector<std::unique_ptr<Call>> fresh;
    std::vector<CallId> cancelled;
    {
      const std::lock_guard lock(mutex_);
      fresh.swap(fresh_);
      cancelled.swap(cancelled_);
      if (stop_) {
        for (auto& call : fresh) calls_.emplace(call->id(), std::move(call));
        return false;
      }
    }
    for (auto& call : fresh) {
      Call& added = *calls_.emplace(call->id(), std::move(call)).first->second;
      begin(added);
    }
    for (const CallId id : cancelled) end(id, fail(Code::cancelled));
    return true;
  }

  void begin(Call& call) {
    if (auto status = call.prepare(); !status) {
      end(call.id(), fail(std::move(status.error())));
      return;
    }
    curl_multi_add_handle(multi_, call.handle());
  }

  void ended(CURL* handle, CURLcode result) {
    Call* call = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &call);
    curl_multi_remove_handle(multi_, handle);
    if (call->ended(result)) {
      begin(*call);
    } else {
      calls_.erase(call->id());
    }
  }

  void end(CallId id, Result<Answer> result) {
    const auto it = calls_.find(id);
    if (it == calls_.end()) return;
    curl_multi_remove_handle(multi_, it->second->handle());
    it->second->finish(std::move(result));
    calls_.erase(it);
  }

  void end_all(Code code) {
    while (!calls_.empty()) end(calls_.begin()->first, fail(code));
  }

  std::shared_ptr<GatewayShared> shared_;
  CURLM* multi_;
  std::map<CallId, std::unique_ptr<Call>> calls_;  ///< the loop's thread only
  std::mutex mutex_;
  std::vector<std::unique_ptr<Call>> fresh_;
  std::vector<CallId> cancelled_;
  bool stop_ = false;
  std::thread thread_;
};

Gateway::Gateway(Config config) : shared_(std::make_shared<GatewayShared>()) {
  start_curl();
  shared_->offline = config.offline;
  shared_->config = std::move(config);
  questions_ = std::make_unique<Loop>(shared_, 8);
  bulk_ = std::make_unique<Loop>(shared_, 64);
}

Gateway::~Gateway() = default;

const Config& Gateway::config() const {
  return shared_->config;
}

void Gateway::set_offline(bool offline) {
  shared_->offline = offline;
  questions_->wake();
  bulk_->wake();
}

bool Gateway::offline() const {
  return shared_->offline;
}

Gateway::CallId Gateway::start(Request request, std::shared_ptr<Receiver> receiver) {
  static std::atomic<CallId> next{1};
  const CallId id = next++;
  Loop& loop = request.bulk ? *bulk_ : *questions_;
  loop.add(std::make_unique<Call>(shared_, id, std::move(request), std::move(receiver)));
  return id;
}

void Gateway::cancel(CallId id) {
  questions_->cancel(id);
  bulk_->cancel(id);
}

Result<Answer> Gateway::fetch(Request request, const std::atomic<bool>* stop) {
  const auto waiter = std::make_shared<Waiter>(request.limit_bytes);
  const CallId id = start(std::move(request), waiter);
  while (true) {
    if (auto result = waiter->wait(std::chrono::milliseconds(50))) return *std::move(result);
    if (stop != nullptr && *stop) cancel(id);
  }
}

std::vector<CallRecord> Gateway::calls() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->calls;
}

int64_t Gateway::sockets_opened() const {
  return shared_->sockets;
}

}  // namespace snug::hub
