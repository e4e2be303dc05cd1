// snug-cli tokenize MODEL [TEXT or --file F]: the ids that the model would read.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "app/cli/commands.h"
#include "app/cli/model_tokenizer.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  std::optional<std::string> text;
  std::optional<std::string> file;
  tokenizer::EncodeOptions options;
};

Result<std::string> read_text(const Args& args) {
  if (args.text && args.file) return fail(Code::usage, "TEXT and --file exclude each other");
  if (args.text) return *args.text;
  if (args.file) return read_input(*args.file);
  if (isatty(STDIN_FILENO) == 1) return fail(Code::usage, "tokenize needs TEXT, --file F or standard input");
  return read_input("-");
}

Status run(Context& context, const Args& args) {
  SNUG_TRY(const std::string text, read_text(args));
  SNUG_TRY(const auto tokenizer, load_tokenizer(context, args.model));
  SNUG_TRY(const auto ids, tokenizer->encode(text, args.options));
  if (context.globals.json) {
    Json tokens = Json::array();
    // A token may hold part of a character; write_json shows that as U+FFFD.
    for (const tokenizer::TokenId id : ids) tokens.push_back({{"id", id}, {"text", tokenizer->piece(id)}});
    return context.out.write_json({{"tokens", std::move(tokens)}});
  }
  std::string line;
  for (const tokenizer::TokenId id : ids) {
    if (!line.empty()) line += ' ';
    line += std::to_string(id);
  }
  return context.out.write(line + "\n");
}

}  // namespace

Run setup_tokenize(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, or a name that list prints")->required();
  app.add_option("TEXT", args->text, "the text; without it and --file, standard input")->type_name("");
  app.add_option("--file", args->file, "a file that holds the text; - is standard input")->type_name("F");
  app.add_flag("--add-special", args->options.add_special, "the tokens that the model wants before and behind a text");
  app.add_flag("--parse-special", args->options.parse_special, "text that spells a special token becomes that token");
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
