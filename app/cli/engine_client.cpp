#include "app/cli/engine_client.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>

#include "app/devices/registry.h"

namespace snug::cli {
namespace {

/// How often Ctrl-C is looked at while the engine works.
constexpr std::chrono::milliseconds kPoll{20};

}  // namespace

void add_engine_options(CLI::App& app, EngineArgs& args) {
  app.add_option("--device", args.device, "what computes; snug-cli devices lists them")->type_name("ID");
  app.add_option("--threads", args.threads, "CPU threads")->check(CLI::Range(1, 1024))->type_name("N");
  app.add_option("--ctx", args.ctx, "context in tokens")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 24))
      ->type_name("N");
  app.add_option("--kv", args.kv, "type of the KV cache: f16, q8_0 or q4_0 (q4_0 on the CPU)")->type_name("T");
}

Result<session::LoadOptions> load_options(const EngineArgs& args) {
  session::LoadOptions options;
  const char* device = std::getenv("SNUG_DEVICE");
  options.device = args.device.empty() && device != nullptr ? device : args.device;
  options.n_threads = args.threads;
  options.n_ctx = args.ctx;
  if (!args.kv.empty()) {
    const auto type = quant::parse_dtype(args.kv);
    using enum quant::DType;
    if (!type || (*type != F32 && *type != F16 && *type != Q8_0 && *type != Q4_0)) {
      return fail(Code::usage, fmt::format("--kv {}: it takes f16, q8_0 or q4_0", printable(args.kv, 32)));
    }
    options.kv = device::KvTypes{*type, *type};
  }
  return options;
}

EngineClient::EngineClient()
    : engine_({.devices = app::all_devices(),
               .on_event =
                   [this](session::Event event) {
                     const std::lock_guard lock(mutex_);
                     events_.push_back(std::move(event));
                     arrived_.notify_one();
                   },
               .random_seed = {}}) {}

session::Event EngineClient::next(session::RequestId id) {
  bool cancelled = false;
  std::unique_lock lock(mutex_);
  while (events_.empty()) {
    arrived_.wait_for(lock, kPoll);
    if (!cancelled && Context::interrupted()) {
      cancelled = true;
      lock.unlock();
      engine_.post(session::Cancel{id});
      lock.lock();
    }
  }
  session::Event event = std::move(events_.front());
  events_.pop_front();
  return event;
}

Result<session::ModelInfo> EngineClient::load(Context& context, const std::string& path,
                                              const session::LoadOptions& options,
                                              const std::function<Status(double)>& on_progress) {
  const session::RequestId id = ++last_id_;
  engine_.post(session::Load{id, path, options});
  int shown = -1;
  while (true) {
    const session::Event event = next(id);
    if (const auto* progress = std::get_if<session::LoadProgressed>(&event)) {
      const double part = progress->total_bytes > 0
                              ? static_cast<double>(progress->done_bytes) / static_cast<double>(progress->total_bytes)
                              : 1.0;
      const int percent = static_cast<int>(100 * part);
      if (percent == shown) continue;
      shown = percent;
      context.progress(fmt::format("Loading {} %", percent));
      if (on_progress) SNUG_CHECK_OK(on_progress(part));
    } else if (const auto* loaded = std::get_if<session::Loaded>(&event)) {
      context.progress("");
      if (!loaded->model.notice.empty()) context.warn(loaded->model.notice);
      return loaded->model;
    } else if (const auto* failed = std::get_if<session::Failed>(&event)) {
      context.progress("");
      return fail(failed->error);
    }
  }
}

Result<session::Finished> EngineClient::generate(session::Generate request,
                                                 const std::function<Status(const session::Event&)>& on_event) {
  const session::RequestId id = ++last_id_;
  request.id = id;
  engine_.post(std::move(request));
  Status status;
  while (true) {
    session::Event event = next(id);
    if (auto* finished = std::get_if<session::Finished>(&event)) {
      SNUG_CHECK_OK(status);
      return std::move(*finished);
    }
    if (!status) continue;  // the output is gone: wait for the cancelled answer to end
    status = on_event(event);
    if (!status) engine_.post(session::Cancel{id});
  }
}

}  // namespace snug::cli
