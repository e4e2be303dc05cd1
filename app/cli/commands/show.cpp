// snug-cli show REPO: what a repository on the Hub offers.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/hub_session.h"

namespace snug::cli {
namespace {

Json file_json(const hub::RepoFile& file) {
  return {{"path", file.path},
          {"size_bytes", file.size_bytes},
          {"sha256", file.sha256.empty() ? Json() : Json(file.sha256)}};
}

Json listing_json(const RepoListing& listing) {
  const hub::RepoInfo& info = listing.info;
  Json json{{"id", info.id},
            {"commit", info.commit},
            {"licence", info.licence.empty() ? Json() : Json(info.licence)},
            {"gated", info.gating != hub::Gating::open},
            {"downloads", info.downloads},
            {"likes", info.likes},
            {"last_modified", info.modified}};
  json["architecture"] = info.architecture.empty() ? Json() : Json(info.architecture);
  json["parameters"] = info.n_parameters > 0 ? Json(info.n_parameters) : Json();
  json["context_train"] = info.n_ctx_train > 0 ? Json(info.n_ctx_train) : Json();
  json["quantizations"] = Json::array();
  for (const hub::Variant& variant : listing.groups.variants) {
    Json row{{"quantization", variant.quantization},
             {"size_bytes", variant.size_bytes},
             {"complete", variant.complete},
             {"files", Json::array()}};
    for (const hub::RepoFile& file : variant.files) row["files"].push_back(file_json(file));
    json["quantizations"].push_back(std::move(row));
  }
  json["companions"] = Json::array();
  for (const hub::RepoFile& file : listing.groups.companions) json["companions"].push_back(file_json(file));
  json["files"] = Json::array();
  for (const hub::RepoFile& file : listing.files) json["files"].push_back(file_json(file));
  return json;
}

std::string listing_text(const RepoListing& listing) {
  using enum Table::Align;
  const hub::RepoInfo& info = listing.info;
  std::string text = fmt::format("{} at {}\n", info.id, info.commit.substr(0, 12));
  if (!info.licence.empty()) text += "licence     " + info.licence + "\n";
  if (info.n_parameters > 0) text += "parameters  " + count_words(info.n_parameters) + "\n";
  if (!info.modified.empty()) text += "changed     " + info.modified.substr(0, 10) + "\n";
  if (info.gating != hub::Gating::open) text += "terms       must be accepted on its page first\n";
  Table table({left, right, left});
  for (const hub::Variant& variant : listing.groups.variants) {
    std::string files = printable(variant.files.front().path, 120);
    if (variant.files.size() > 1) files += fmt::format(" and {} more", variant.files.size() - 1);
    table.add({variant.quantization, file_size_words(variant.size_bytes),
               files + (variant.complete ? "" : " (parts are missing)")});
  }
  for (const hub::RepoFile& file : listing.groups.companions)
    table.add({"companion", file_size_words(file.size_bytes), printable(file.path, 120)});
  text += table.text("  ");
  if (listing.groups.variants.empty())
    text += listing.groups.safetensors.empty()
                ? "no model files\n"
                : fmt::format("no GGUF files; {} safetensors files, to be quantized first\n",
                              listing.groups.safetensors.size());
  return text;
}

Status run(Context& context, const std::string& name) {
  SNUG_TRY(const RepoReference reference, parse_reference(name));
  SNUG_TRY(HubSession session, open_hub(context));
  SNUG_TRY(const RepoListing listing, list_repo(context, session, reference));
  return context.globals.json ? context.out.write_json(listing_json(listing))
                              : context.out.write(listing_text(listing));
}

}  // namespace

Run setup_show(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  app.add_option("REPO", *name, "ORG/REPO[@REVISION]")->required();
  return [name](Context& context) { return run(context, *name); };
}

}  // namespace snug::cli
