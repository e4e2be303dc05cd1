// The engine for commands that wait: posts one request and hands its events to the main thread until it has ended.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

#include "app/cli/context.h"
#include "engine/session/engine.h"

namespace CLI {
class App;
}

namespace snug::cli {

/// --device, --threads, --ctx and --kv, as several commands take them.
struct EngineArgs {
  std::string device;
  int32_t threads = 0;
  int64_t ctx = 0;
  std::string kv;
};
/// Adds the options to a command.
void add_engine_options(CLI::App& app, EngineArgs& args);
/// The load options that they mean; SNUG_DEVICE stands in for --device. Errors: usage.
Result<session::LoadOptions> load_options(const EngineArgs& args);

/// Main thread only.
class EngineClient {
 public:
  EngineClient();

  /// Loads a model with a progress line on standard error. Errors: those of the load; cancelled after Ctrl-C.
  Result<session::ModelInfo> load(Context& context, const std::string& path, const session::LoadOptions& options,
                                  const std::function<Status(double)>& on_progress = {});
  /// Generates; on_event sees each event on this thread, and its error ends the answer. Ctrl-C cancels it.
  Result<session::Finished> generate(session::Generate request,
                                     const std::function<Status(const session::Event&)>& on_event);

 private:
  session::Event next(session::RequestId id);

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<session::Event> events_;  // guarded by mutex_
  session::RequestId last_id_ = 0;
  session::Engine engine_;  // last: its thread uses the rest
};

}  // namespace snug::cli
