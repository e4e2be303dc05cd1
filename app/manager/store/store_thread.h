// The one thread that owns the one connection. Requests go in as closures, results come back where the caller wants.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

#include "app/manager/store/store.h"

namespace snug::store {

/// Where a result goes. `post` runs a closure on the receiver's thread (in the window: a queued call to its event
/// loop); it is called from the store's thread and must not block. `alive`: when it has expired on the receiver's
/// thread the result is dropped; leave it empty for a receiver that outlives the store.
struct Receiver {
  std::function<void(std::function<void()>)> post;
  std::optional<std::weak_ptr<void>> alive = std::nullopt;
};

class StoreThread {
 public:
  /// Starts and opens; `opened` is posted to `to` with the report or the error. After an error every request gets it.
  StoreThread(StoreOptions options, Receiver to, std::function<void(Result<OpenReport>)> opened);
  /// Runs every request that was made, then closes. Results of the last ones may find nobody.
  ~StoreThread();
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;

  /// Runs `work` (Store& -> Result<T>) on the store's thread, in the order of the calls, then posts `done(Result<T>)`.
  /// When `done` runs, what `work` committed is on the disk. Any thread; never blocks.
  template <class Work, class Done>
  void ask(Work work, Receiver to, Done done) {
    using Answer = std::invoke_result_t<Work&, Store&>;
    enqueue([work = std::move(work), to = std::move(to), done = std::move(done)](Store* store,
                                                                                 const Error* error) mutable {
      // Shared, since std::function wants copies; exactly one closure uses it.
      auto answer = std::make_shared<Answer>(store != nullptr ? work(*store) : Answer(tl::unexpected<Error>(*error)));
      to.post([answer, alive = to.alive, done = std::move(done)]() mutable {
        if (alive && alive->expired()) return;
        done(std::move(*answer));
      });
    });
  }

  /// A write whose result nobody waits for. Errors go to the log and to on_write_error().
  void tell(std::function<Status(Store&)> work);
  /// Where errors of tell() go, such as a full disk. Before the first tell().
  void on_write_error(Receiver to, std::function<void(Error)> handler);

  /// Waits until all requests made so far are done. For tests and for the end of a command, never on the GUI's thread.
  void drain();

 private:
  using Request = std::function<void(Store*, const Error*)>;
  void enqueue(Request request);
  void run(const StoreOptions& options, const Receiver& to, const std::function<void(Result<OpenReport>)>& opened);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Request> requests_;
  bool stop_ = false;
  Receiver error_to_;
  std::function<void(Error)> error_handler_;
  std::jthread thread_;
};

}  // namespace snug::store
