// snug-cli run MODEL: one prompt, one streamed reply.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/commands/sampling_options.h"
#include "app/cli/engine_client.h"
#include "app/cli/resolve_model.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  std::string prompt;
  std::string file;
  std::string system;
  bool raw = false;
  int32_t n = -1;
  EngineArgs engine;
  SamplingArgs sampling;
};

Result<std::string> read_prompt(const Args& args) {
  if (!args.prompt.empty() && !args.file.empty()) return fail(Code::usage, "-p and --file exclude each other");
  if (!args.prompt.empty()) return args.prompt;
  if (!args.file.empty()) return read_input(args.file);
  if (isatty(STDIN_FILENO) == 1) return fail(Code::usage, "run needs a prompt: -p TEXT, --file F or standard input");
  return read_input("-");
}

Json done_json(const session::Finished& finished, const std::string& text) {
  const session::Statistics& s = finished.statistics;
  return {{"event", "done"},
          {"reason", session::name_of(finished.reason)},
          {"text", text},
          {"prompt_tokens", s.n_prompt_tokens},
          {"output_tokens", s.n_output_tokens},
          {"prompt_tokens_per_second", s.prompt_tokens_per_second},
          {"decode_tokens_per_second", s.decode_tokens_per_second},
          {"time_to_first_token_ms", s.time_to_first_token_ms}};
}

Status show(Context& context, const session::Event& event, std::string& text) {
  const auto* token = std::get_if<session::TokenMade>(&event);
  if (token == nullptr) return {};
  text += token->text;
  if (context.globals.json) {
    SNUG_CHECK_OK(context.out.write_json({{"event", "token"}, {"id", token->token}, {"text", token->text}}));
  } else {
    SNUG_CHECK_OK(context.out.write(token->text));
  }
  return context.out.flush();
}

Status run(Context& context, const Args& args) {
  SNUG_TRY(const std::string prompt, read_prompt(args));
  SNUG_TRY(const auto path, resolve_model(context, args.model));
  SNUG_TRY(const session::LoadOptions options, load_options(args.engine));
  EngineClient engine;
  const auto load_event = [&](double part) -> Status {
    if (!context.globals.json) return {};
    SNUG_CHECK_OK(context.out.write_json({{"event", "load"}, {"progress", part}}));
    return context.out.flush();
  };
  SNUG_TRY(const session::ModelInfo model, engine.load(context, path.string(), options, load_event));
  session::Generate request;
  if (args.raw) {
    request.raw = prompt;
  } else {
    if (!args.system.empty()) request.turns.push_back({"system", args.system, {}});
    request.turns.push_back({"user", prompt, {}});
  }
  request.sampler = apply(args.sampling, model.sampler);
  request.rules.max_tokens = args.n;
  std::string text;
  SNUG_TRY(const session::Finished finished, engine.generate(std::move(request), [&](const session::Event& event) {
    return show(context, event, text);
  }));
  if (context.globals.json) {
    SNUG_CHECK_OK(context.out.write_json(done_json(finished, text)));
  } else if (context.out.is_terminal()) {
    SNUG_CHECK_OK(context.out.write("\n"));
  }
  SNUG_CHECK_OK(context.out.flush());
  if (finished.error) return fail(*finished.error);
  if (finished.reason == session::StopReason::cancelled) return fail(Code::cancelled);
  const session::Statistics& s = finished.statistics;
  context.note(fmt::format("{} tokens at {:.1f} tok/s, first token {:.2f} s; prompt {} tokens at {:.0f} tok/s",
                           s.n_output_tokens, s.decode_tokens_per_second, s.time_to_first_token_ms / 1e3,
                           s.n_prompt_tokens, s.prompt_tokens_per_second));
  return {};
}

}  // namespace

Run setup_run(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, or a name that list prints")->required();
  app.add_option("-p,--prompt", args->prompt, "the prompt")->type_name("TEXT");
  app.add_option("--file", args->file, "a file that holds the prompt; - is standard input")->type_name("F");
  app.add_option("-n", args->n, "most tokens of the answer")->check(CLI::Range(0, 1 << 24))->type_name("N");
  app.add_option("--system", args->system, "the system prompt")->type_name("TEXT");
  app.add_flag("--raw", args->raw, "no chat template: the model goes on from the prompt");
  add_engine_options(app, args->engine);
  add_sampling_options(app, args->sampling);
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
