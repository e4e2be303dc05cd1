// snug-cli chat MODEL: a conversation in the terminal, with /regen, /edit, /system, /save and /quit.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/commands/sampling_options.h"
#include "app/cli/engine_client.h"
#include "app/cli/resolve_model.h"
#include "engine/base/error_table.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  std::string system;
  EngineArgs engine;
  SamplingArgs sampling;
};

constexpr std::string_view kHelp =
    "/regen          answer the last question again\n"
    "/edit TEXT      ask the last question differently\n"
    "/system TEXT    set the system prompt from here on\n"
    "/save FILE      write the conversation as JSON\n"
    "/quit           leave\n";

/// One conversation. Main thread.
class Conversation {
 public:
  Conversation(Context& context, const Args& args) : context_(context), args_(args), system_(args.system) {}

  Status run() {
    SNUG_TRY(const auto path, resolve_model(context_, args_.model));
    SNUG_TRY(const session::LoadOptions options, load_options(args_.engine));
    SNUG_TRY(model_, engine_.load(context_, path.string(), options));
    context_.note(fmt::format("{} {} on {}, context {}. /help lists commands.", model_.name, model_.quantization,
                              model_.device_name, model_.n_ctx));
    std::string line;
    while (true) {
      if (isatty(STDIN_FILENO) == 1) {
        SNUG_CHECK_OK(context_.out.write("> "));
        SNUG_CHECK_OK(context_.out.flush());
      }
      if (!std::getline(std::cin, line)) return {};
      if (line.empty()) continue;
      SNUG_TRY(const bool go_on, take(line));
      if (!go_on) return {};
    }
  }

 private:
  /// False when the person leaves.
  Result<bool> take(const std::string& line) {
    const size_t space = line.find(' ');
    const std::string command = line.substr(0, space);
    const std::string rest = space == std::string::npos ? "" : line.substr(space + 1);
    if (command == "/quit") return false;
    Status status;
    if (command == "/help") {
      status = context_.out.write(kHelp);
    } else if (command == "/system") {
      system_ = rest;
    } else if (command == "/save") {
      status = save(rest);
    } else if (command == "/regen" || command == "/edit") {
      status = again(command == "/edit" ? rest : "");
    } else if (command.starts_with('/')) {
      context_.warn(fmt::format("there is no command {}; /help lists them", printable(command, 40)));
    } else {
      turns_.push_back({"user", line, {}});
      status = answer();
    }
    if (status) return true;
    // A failed answer or a file that cannot be written ends the command, not the conversation.
    if (context_.out.reader_is_gone() || status.error().code == Code::device_lost) return fail(status.error());
    context_.warn(message_of(status.error()));
    return true;
  }

  Status again(const std::string& other_question) {
    if (!turns_.empty() && turns_.back().role == "assistant") turns_.pop_back();
    if (turns_.empty()) return fail(Code::bad_input, "nothing was asked yet");
    if (!other_question.empty()) turns_.back().content = other_question;
    return answer();
  }

  Status answer() {
    session::Generate request;
    if (!system_.empty()) request.turns.push_back({"system", system_, {}});
    request.turns.insert(request.turns.end(), turns_.begin(), turns_.end());
    request.sampler = apply(args_.sampling, model_.sampler);
    std::string text;
    const auto show = [&](const session::Event& event) -> Status {
      const auto* token = std::get_if<session::TokenMade>(&event);
      if (token == nullptr) return {};
      text += token->text;
      SNUG_CHECK_OK(context_.out.write(token->text));
      return context_.out.flush();
    };
    SNUG_TRY(const session::Finished finished, engine_.generate(std::move(request), show));
    SNUG_CHECK_OK(context_.out.write("\n"));
    if (!finished.error || !text.empty()) turns_.push_back({"assistant", text, {}});
    if (finished.error) return fail(*finished.error);
    const session::Statistics& s = finished.statistics;
    context_.note(fmt::format("[{} tokens at {:.1f} tok/s, context {} of {}]", s.n_output_tokens,
                              s.decode_tokens_per_second, s.n_context_used, model_.n_ctx));
    return {};
  }

  Status save(const std::string& path) {
    if (path.empty()) return fail(Code::usage, "/save needs a file name");
    Json messages = Json::array();
    if (!system_.empty()) messages.push_back({{"role", "system"}, {"content", system_}});
    for (const session::ChatTurn& turn : turns_) messages.push_back({{"role", turn.role}, {"content", turn.content}});
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << messages.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    out.close();
    if (!out) return fail(Code::io, printable(path));
    context_.note("saved " + printable(path));
    return {};
  }

  Context& context_;
  const Args& args_;
  EngineClient engine_;
  session::ModelInfo model_;
  std::string system_;
  std::vector<session::ChatTurn> turns_;
};

}  // namespace

Run setup_chat(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, or a name that list prints")->required();
  app.add_option("--system", args->system, "the system prompt")->type_name("TEXT");
  add_engine_options(app, args->engine);
  add_sampling_options(app, args->sampling);
  return [args](Context& context) { return Conversation(context, *args).run(); };
}

}  // namespace snug::cli
