// snug-cli logits MODEL --tokens F --out F.npy: the logits after each token, for tests and for measuring.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/engine_client.h"
#include "app/cli/npy.h"
#include "app/cli/resolve_model.h"
#include "app/devices/registry.h"
#include "engine/session/loaded_model.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  std::string tokens;
  std::string out;
  EngineArgs engine;
};

Result<std::vector<int32_t>> parse_ids(std::string_view text) {
  std::vector<int32_t> ids;
  const char* at = text.data();
  const char* end = at + text.size();
  while (true) {
    while (at != end && std::string_view(" \t\r\n").find(*at) != std::string_view::npos) ++at;
    if (at == end) return ids;
    int32_t id = 0;
    const auto [next, error] = std::from_chars(at, end, id);
    if (error != std::errc() || (next != end && std::string_view(" \t\r\n").find(*next) == std::string_view::npos)) {
      return fail(Code::bad_input, fmt::format("token {} is not a number", ids.size() + 1));
    }
    ids.push_back(id);
    at = next;
  }
}

Status run(Context& context, const Args& args) {
  SNUG_TRY(const std::string text, read_input(args.tokens));
  SNUG_TRY(const std::vector<int32_t> tokens, parse_ids(text));
  if (tokens.empty()) return fail(Code::bad_input, "the token file is empty");
  SNUG_TRY(const auto path, resolve_model(context, args.model));
  SNUG_TRY(session::LoadOptions options, load_options(args.engine));
  const int64_t n_tokens = std::ssize(tokens);
  if (options.n_ctx == 0) options.n_ctx = n_tokens;
  // The command line has no use for more rows at once than the device works through well.
  options.max_logit_rows = static_cast<int32_t>(std::min<int64_t>(n_tokens, 128));
  const auto devices = app::all_devices();
  SNUG_TRY(auto model, session::load_model(path.string(), options, devices,
                                           [](int64_t, int64_t) { return !Context::interrupted(); }));
  const int64_t n_vocab = model->info.n_vocab;
  const std::array shape{n_tokens, n_vocab};
  SNUG_TRY(NpyWriter npy, NpyWriter::create(args.out, shape));
  const int64_t chunk = model->executor->plan().spec.max_logit_rows;
  for (int64_t done = 0; done < n_tokens; done += chunk) {
    SNUG_CHECK_OK(Context::check_interrupted());
    const auto n = static_cast<size_t>(std::min(chunk, n_tokens - done));
    SNUG_CHECK_OK(model->executor->feed_all_logits(0, std::span(tokens).subspan(static_cast<size_t>(done), n)));
    SNUG_CHECK_OK(npy.append(model->executor->logits()));
    context.progress(fmt::format("{} of {} tokens", done + static_cast<int64_t>(n), n_tokens));
  }
  context.progress("");
  return npy.finish();
}

}  // namespace

Run setup_logits(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, or a name that list prints")->required();
  app.add_option("--tokens", args->tokens, "a file of ids separated by white space; - is standard input")
      ->required()
      ->type_name("F");
  app.add_option("--out", args->out, "float32 [n_tokens, n_vocab]")->required()->type_name("F.npy");
  add_engine_options(app, args->engine);
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
