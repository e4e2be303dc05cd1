// snug-cli search TEXT: repositories on the Hub.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/hub_session.h"

namespace snug::cli {
namespace {

struct Args {
  std::vector<std::string> text;
  std::string author;
  std::string sort = "downloads";
  std::string format = "gguf";
  int limit = 20;
};

const char* gating_word(hub::Gating gating) {
  return gating == hub::Gating::open ? "open" : gating == hub::Gating::automatic ? "auto" : "manual";
}

Json row_json(const hub::ModelRow& row) {
  Json json{{"id", row.id},
            {"downloads", row.downloads},
            {"likes", row.likes},
            {"last_modified", row.modified},
            {"gated", gating_word(row.gating)}};
  json["architecture"] = row.architecture.empty() ? Json() : Json(row.architecture);
  json["parameters"] = row.n_parameters > 0 ? Json(row.n_parameters) : Json();
  json["context_train"] = row.n_ctx_train > 0 ? Json(row.n_ctx_train) : Json();
  json["tags"] = row.tags;
  return json;
}

std::string rows_text(const std::vector<hub::ModelRow>& rows) {
  using enum Table::Align;
  Table table({left, right, right, left, left});
  table.add({"repository", "parameters", "downloads", "changed", "terms"});
  for (const hub::ModelRow& row : rows) {
    table.add({row.id, row.n_parameters > 0 ? count_words(row.n_parameters) : "-", count_words(row.downloads),
               row.modified.substr(0, 10), row.gating == hub::Gating::open ? "" : "to be accepted"});
  }
  return table.text();
}

Status run(Context& context, const Args& args) {
  SNUG_TRY(HubSession session, open_hub(context));
  hub::SearchQuery query;
  for (const std::string& word : args.text) query.text += (query.text.empty() ? "" : " ") + word;
  query.author = args.author;
  query.filter = args.format == "any" ? "" : args.format;
  query.sort = *hub::sort_from_name(args.sort);
  query.limit = std::min(args.limit, 100);
  SNUG_TRY(hub::SearchPage page, session.client->search(query));
  std::vector<hub::ModelRow> rows = std::move(page.rows);
  while (static_cast<int>(rows.size()) < args.limit && !page.next.empty()) {
    SNUG_TRY(page, session.client->next_page(page));
    rows.insert(rows.end(), page.rows.begin(), page.rows.end());
  }
  if (static_cast<int>(rows.size()) > args.limit) rows.resize(static_cast<size_t>(args.limit));
  if (context.globals.json) {
    Json json = Json::array();
    for (const hub::ModelRow& row : rows) json.push_back(row_json(row));
    return context.out.write_json(json);
  }
  if (rows.empty()) {
    context.note("nothing found");
    return {};
  }
  return context.out.write(rows_text(rows));
}

}  // namespace

Run setup_search(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("TEXT", args->text, "words of the repository's name");
  app.add_option("--author", args->author, "only of this person or organization")->type_name("A");
  app.add_option("--sort", args->sort, "downloads, likes, trending, created or modified")
      ->check(CLI::IsMember({"downloads", "likes", "trending", "created", "modified"}))
      ->type_name("S");
  app.add_option("--format", args->format, "gguf, safetensors or any")
      ->check(CLI::IsMember({"gguf", "safetensors", "any"}))
      ->type_name("F");
  app.add_option("--limit", args->limit, "most rows")->check(CLI::Range(1, 1000))->type_name("N");
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
