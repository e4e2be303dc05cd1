#include "app/manager/store/store_thread.h"

#include <future>

#include "engine/base/error_table.h"
#include "engine/base/log.h"

namespace snug::store {

StoreThread::StoreThread(StoreOptions options, Receiver to, std::function<void(Result<OpenReport>)> opened)
    : thread_([this, options = std::move(options), to = std::move(to), opened = std::move(opened)] {
        run(options, to, opened);
      }) {}

StoreThread::~StoreThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void StoreThread::enqueue(Request request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  wake_.notify_one();
}

void StoreThread::run(const StoreOptions& options, const Receiver& to,
                      const std::function<void(Result<OpenReport>)>& opened) {
  Result<Store> store = open_store(options);
  Result<OpenReport> report = store ? Result<OpenReport>(store->report) : Result<OpenReport>(fail(store.error()));
  to.post([opened, report = std::move(report), alive = to.alive] {
    if (!alive || !alive->expired()) opened(report);
  });
  for (;;) {
    Request request;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stop_ || !requests_.empty(); });
      if (requests_.empty()) return;
      request = std::move(requests_.front());
      requests_.pop_front();
    }
    request(store ? &*store : nullptr, store ? nullptr : &store.error());
  }
}

void StoreThread::tell(std::function<Status(Store&)> work) {
  enqueue([this, work = std::move(work)](Store* store, const Error* error) {
    const Status status = store != nullptr ? work(*store) : Status(fail(*error));
    if (status) return;
    log(LogLevel::error, "store", message_of(status.error()));
    Receiver to;
    std::function<void(Error)> handler;
    {
      const std::lock_guard lock(mutex_);
      to = error_to_;
      handler = error_handler_;
    }
    if (!handler) return;
    to.post([handler, alive = to.alive, problem = status.error()] {
      if (!alive || !alive->expired()) handler(problem);
    });
  });
}

void StoreThread::on_write_error(Receiver to, std::function<void(Error)> handler) {
  const std::lock_guard lock(mutex_);
  error_to_ = std::move(to);
  error_handler_ = std::move(handler);
}

void StoreThread::drain() {
  std::promise<void> done;
  enqueue([&](Store*, const Error*) { done.set_value(); });
  done.get_future().wait();
}

}  // namespace snug::store
