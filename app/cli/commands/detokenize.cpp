// snug-cli detokenize MODEL IDS...: the text that token ids stand for.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/model_tokenizer.h"
#include "engine/tokenizer/detokenizer.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  std::vector<std::string> ids;
};

constexpr std::string_view kBlanks = " \t\r\n";

/// Ids separated by white space, as tokenize prints them. Errors: bad_input for what is no whole number, bad_token for
/// one that no vocabulary can hold.
Status parse_ids(std::string_view text, std::vector<tokenizer::TokenId>& out) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (text.empty()) return {};
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    text.remove_prefix(word.size());
    int64_t id = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (error == std::errc::invalid_argument || end != word.data() + word.size()) {
      return fail(Code::bad_input, fmt::format("{} is not a token id", printable(word, 40)));
    }
    if (error != std::errc() || id < 0 || id > INT32_MAX) return fail(Code::bad_token, printable(word, 40));
    out.push_back(static_cast<tokenizer::TokenId>(id));
  }
}

Status run(Context& context, const Args& args) {
  std::vector<tokenizer::TokenId> ids;
  for (const std::string& word : args.ids) {
    if (word == "-") {
      SNUG_TRY(const std::string text, read_input("-"));
      SNUG_CHECK_OK(parse_ids(text, ids));
    } else {
      SNUG_CHECK_OK(parse_ids(word, ids));
    }
  }
  SNUG_TRY(const auto tokenizer, load_tokenizer(context, args.model));
  SNUG_TRY(const std::string text, tokenizer::detokenize(*tokenizer, ids, {.show_special = true}));
  if (context.globals.json) return context.out.write_json({{"text", text}});
  SNUG_CHECK_OK(context.out.write(text));
  return context.out.is_terminal() ? context.out.write("\n") : Status();
}

}  // namespace

Run setup_detokenize(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, or a name that list prints")->required();
  app.add_option("IDS", args->ids, "token ids; - reads them from standard input")->type_name("")->required();
  // "-1" looks like an option to the parser; as an id it is out of range, which is another exit status than a bad line.
  app.allow_extras();
  return [args, &app](Context& context) -> Status {
    for (const std::string& word : app.remaining()) {
      if (word.size() < 2 || word.find_first_not_of("0123456789", 1) != std::string::npos) {
        return fail(Code::usage, "unknown option " + printable(word, 40));
      }
      return fail(Code::bad_token, printable(word, 40));
    }
    return run(context, *args);
  };
}

}  // namespace snug::cli
