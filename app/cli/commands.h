// The table of commands. To add one: a file commands/NAME.cpp with its setup function, a line here and in commands.cpp,
// the file in CMakeLists.txt.
#pragma once

#include <functional>
#include <span>

#include "app/cli/context.h"
#include "engine/base/result.h"

namespace CLI {
class App;
}

namespace snug::cli {

/// What a command does once the line is parsed; an error becomes the one line on standard error and the exit status.
using Run = std::function<Status(Context&)>;

/// One command. setup adds its options to `app` and returns what runs; options live in what it returns
/// (auto args = std::make_shared<Args>(); app.add_option("FILE", args->file); return [args](Context&) {...}).
struct Command {
  const char* name;
  const char* summary;  ///< one line of --help, begins in lower case, no final stop
  Run (*setup)(CLI::App& app);
};

/// All commands in the order of --help.
std::span<const Command> commands();

Run setup_adopt(CLI::App& app);
Run setup_chat(CLI::App& app);
Run setup_detokenize(CLI::App& app);
Run setup_devices(CLI::App& app);
Run setup_fit(CLI::App& app);
Run setup_inspect(CLI::App& app);
Run setup_list(CLI::App& app);
Run setup_logits(CLI::App& app);
Run setup_pull(CLI::App& app);
Run setup_rm(CLI::App& app);
Run setup_run(CLI::App& app);
Run setup_search(CLI::App& app);
Run setup_show(CLI::App& app);
Run setup_template(CLI::App& app);
Run setup_tensor(CLI::App& app);
Run setup_tokenize(CLI::App& app);
Run setup_verify(CLI::App& app);

}  // namespace snug::cli
