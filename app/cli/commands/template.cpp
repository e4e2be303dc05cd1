// snug-cli template MODEL-or-FILE.jinja --messages F.json: the prompt that a chat template makes of messages.
#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/resolve_model.h"
#include "engine/format/gguf_file.h"
#include "engine/template/model_template.h"

namespace snug::cli {
namespace {

struct Args {
  std::string file;
  std::string messages;
  std::string tools;
  bool no_generation_prompt = false;
  std::vector<std::string> set;
};

/// A JSON file, or standard input for "-". Errors: bad_json with the file and the byte.
Result<Json> read_json(const std::string& path) {
  SNUG_TRY(const std::string text, read_input(path));
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return fail(Code::bad_json, printable(path) + ", at byte " + std::to_string(error.byte));
  }
}

/// NAME=JSON into variables.extra.
Status set_variable(const std::string& text, tmpl::ChatVariables& variables) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return fail(Code::usage, "--set takes NAME=JSON");
  const std::string name = text.substr(0, equals);
  Json value = Json::parse(text.substr(equals + 1), nullptr, false);
  if (value.is_discarded()) {
    return fail(Code::bad_json, "--set " + printable(name) + ": text stands in double quotes, as in NAME='\"text\"'");
  }
  variables.extra[name] = std::move(value);
  return {};
}

Result<tmpl::ChatVariables> read_variables(const Args& args) {
  if (args.messages == "-" && args.tools == "-")
    return fail(Code::usage, "only one of the files can be standard input");
  tmpl::ChatVariables variables;
  for (const std::string& text : args.set) SNUG_CHECK_OK(set_variable(text, variables));
  SNUG_TRY(variables.messages, read_json(args.messages));
  if (!args.tools.empty()) {
    SNUG_TRY(variables.tools, read_json(args.tools));
  }
  variables.add_generation_prompt = !args.no_generation_prompt;
  return variables;
}

bool is_template_file(const std::string& path) {
  return path == "-" || path.ends_with(".jinja") || path.ends_with(".jinja2") || path.ends_with(".j2");
}

/// The prompt by the template of a file of its own: what does not parse or run is the answer.
Result<tmpl::RenderedPrompt> render_file(const Args& args, const tmpl::ChatVariables& variables) {
  SNUG_TRY(const std::string source, read_input(args.file, static_cast<int64_t>(tmpl::kMaxSourceBytes)));
  SNUG_TRY(const tmpl::Template chat_template, tmpl::Template::parse(source));
  return tmpl::render_chat(chat_template, variables);
}

/// The prompt by a model's template, or by a built-in one with a warning.
Result<tmpl::RenderedPrompt> render_model(const Context& context, const Args& args, tmpl::ChatVariables variables) {
  SNUG_TRY(const auto path, resolve_model(context, args.file));
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path, format::Shards::only_this));
  const tmpl::ModelTemplate model = tmpl::model_template(file.metadata());
  variables.bos_token = model.bos_token;
  variables.eos_token = model.eos_token;
  return model.chat_template.render(variables);
}

Status run(Context& context, const Args& args) {
  if (args.file == "-" && (args.messages == "-" || args.tools == "-")) {
    return fail(Code::usage, "only one of the files can be standard input");
  }
  SNUG_TRY(const tmpl::ChatVariables variables, read_variables(args));
  SNUG_TRY(const tmpl::RenderedPrompt prompt,
           is_template_file(args.file) ? render_file(args, variables) : render_model(context, args, variables));
  if (prompt.notice) {
    context.warn("the model's chat template is not used (" + prompt.notice->reason + "), but the built-in " +
                 prompt.notice->used);
  }
  if (context.globals.json) return context.out.write_json({{"prompt", prompt.text}});
  return context.out.write(prompt.text);
}

}  // namespace

Run setup_template(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->file, "a model, or a template: FILE.jinja")->required();
  app.add_option("--messages", args->messages, "the messages, an OpenAI-style JSON array; - is standard input")
      ->required()
      ->type_name("F.json");
  app.add_option("--tools", args->tools, "the tools, a JSON array")->type_name("F.json");
  app.add_flag("--no-generation-prompt", args->no_generation_prompt, "do not open the assistant's turn");
  app.add_option("--set", args->set, "a variable of the template, such as enable_thinking=false; may be repeated")
      ->type_name("NAME=JSON")
      ->expected(1)
      ->take_all();
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
