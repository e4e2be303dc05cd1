// snug-cli: parses the line, runs one command, turns its error into one line and an exit status.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/manager/folders/folders.h"
#include "app/version.h"
#include "engine/base/error_table.h"

namespace snug::cli {
namespace {

/// Reports an error as the page on the command line promises: one line, and an object on stdout with --json.
int report(Context& context, const Error& error) {
  if (context.out.reader_is_gone()) return 0;
  context.progress("");
  const ErrorInfo& info = error_info(error.code);
  std::string message = message_of(error);
  std::replace(message.begin(), message.end(), '\n', ' ');
  if (context.globals.json) {
    Json object = {{"code", info.name}, {"message", message}, {"hint", info.hint}};
    if (!error.context.empty()) object["details"] = Json::object();
    for (const auto& [key, value] : error.context) object["details"][key] = value;
    // The error is what matters now; that it could not be written too is said by stderr below.
    (void)context.out.write_json({{"error", object}});
  }
  (void)context.out.flush();
  fmt::print(stderr, "snug-cli: {}: {}\n", message, info.hint);
  return info.exit_status;
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

void add_globals(CLI::App& app, Globals& globals) {
  app.add_flag("--json", globals.json, "print JSON on standard output");
  app.add_flag("--quiet", globals.quiet, "no progress, statistics or warnings");
  app.add_flag("--offline", globals.offline, "use no network");
  app.add_option("--data-dir", globals.data_dir, "where chats and settings are kept")
      ->envname("SNUG_DATA_DIR")
      ->type_name("DIR");
  app.add_option("--models-dir", globals.models_dir, "where models are kept")
      ->envname("SNUG_MODELS_DIR")
      ->type_name("DIR");
  app.set_version_flag("--version", std::string("snug-cli ") + app::kVersion);
}

Status complete(Globals& globals) {
  globals.offline = globals.offline || is_set("HF_HUB_OFFLINE");
  // The variables of the environment came in with the options.
  SNUG_TRY(const folders::Folders resolved,
           folders::resolve_folders({.data_dir = globals.data_dir, .models_dir = globals.models_dir}));
  globals.data_dir = resolved.data;
  globals.models_dir = resolved.models;
  return {};
}

/// What is wrong with the line, in one line.
std::string usage_detail(const CLI::App& app, const CLI::Error& error) {
  if (app.get_subcommands().empty()) {
    for (const std::string& word : app.remaining()) {
      if (!word.starts_with("-")) return printable(word) + " is no command";
    }
  }
  return printable(error.what(), 400);
}

/// Runs what the line asks for. Exceptions of libraries end here; ours are values.
Status run(Context& context, int argc, char** argv) {
  CLI::App app("Run language models on your own machine.", "snug-cli");
  add_globals(app, context.globals);
  app.require_subcommand(1);
  Run chosen;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    sub->fallthrough();  // globals may stand behind the command too
    sub->callback([&chosen, work = command.setup(*sub)] { chosen = work; });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return context.out.write(app.help());  // of the command if one was named
  } catch (const CLI::CallForVersion& version) {
    return context.out.write(std::string(version.what()) + "\n");
  } catch (const CLI::Error& error) {
    return fail(Code::usage, usage_detail(app, error));
  }
  SNUG_CHECK_OK(complete(context.globals));
  return chosen(context);
}

int guarded_main(int argc, char** argv) {
  Context context;
  const std::vector<std::string_view> args(argv + 1, argv + argc);
  // A line that does not parse must still answer in JSON if it asks for it.
  const auto end = std::find(args.begin(), args.end(), "--");
  context.globals.json = std::find(args.begin(), end, "--json") != end;
  install_signal_handlers();
  try {
    Status status = run(context, argc, argv);
    if (status) status = context.out.flush();
    return status ? 0 : report(context, status.error());
  } catch (const std::bad_alloc&) {
    return report(context, Error{Code::out_of_memory});
  } catch (const std::exception& error) {
    return report(context, Error{Code::internal, printable(error.what())});
  }
}

}  // namespace
}  // namespace snug::cli

int main(int argc, char** argv) {
  return snug::cli::guarded_main(argc, argv);
}
