// snug-cli fit MODEL: what a model takes on a device, whether that is free, and the longest context that fits.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/engine_client.h"
#include "app/cli/repo_fit.h"
#include "app/cli/resolve_model.h"
#include "app/devices/registry.h"
#include "engine/base/error_table.h"
#include "engine/format/gguf_file.h"
#include "engine/models/family.h"
#include "engine/plan/fit.h"
#include "engine/session/loaded_model.h"

namespace snug::cli {
namespace {

struct Args {
  std::string model;
  int32_t parallel = 1;
  EngineArgs engine;
};

Json fit_json(const plan::Fit& fit) {
  Json json{{"verdict", plan::name_of(fit.verdict)}, {"context", fit.plan.spec.n_ctx}, {"context_max", fit.n_ctx_max}};
  json["devices"] = Json::array();
  for (size_t d = 0; d < fit.devices.size(); ++d) {
    const plan::DeviceFit& part = fit.devices[d];
    Json row{{"id", part.caps.id},
             {"name", part.caps.name},
             {"total_bytes", part.memory.total_bytes},
             {"free_bytes", part.memory.free_bytes},
             {"need_bytes", part.need.total()}};
    row["breakdown"] = {{"weights_bytes", part.need.weights_bytes}, {"kv_bytes", part.need.kv_bytes},
                        {"state_bytes", part.need.state_bytes},     {"scratch_bytes", part.need.scratch_bytes},
                        {"staging_bytes", part.need.staging_bytes}, {"overhead_bytes", part.need.overhead_bytes}};
    row["allocations"] = Json::array();
    for (const plan::Allocation& a : fit.plan.allocations) {
      const plan::ArenaPlan& arena = fit.plan.arenas[a.arena];
      if (arena.device != static_cast<int32_t>(d)) continue;
      row["allocations"].push_back({{"arena", device::name_of(arena.kind)},
                                    {"offset_bytes", a.offset_bytes},
                                    {"size_bytes", a.size_bytes},
                                    {"reason", a.reason}});
    }
    json["devices"].push_back(std::move(row));
  }
  return json;
}

Json price_json(const fit::Price& price, bool recommended) {
  Json json{{"quantization", price.variant->quantization},
            {"files", Json::array()},
            {"size_bytes", price.variant->size_bytes},
            {"exact", price.exact}};
  for (const hub::RepoFile& file : price.variant->files) json["files"].push_back(file.path);
  json["recommended"] = recommended;
  if (price.error) json["reason"] = message_of(*price.error);
  if (price.fit) {
    json.update(fit_json(*price.fit));
    // The list of a sibling is not the list of this file.
    if (!price.exact) json["devices"][0].erase("allocations");
  } else {
    json["verdict"] = "unknown";
  }
  return json;
}

std::string gib(int64_t bytes) {
  return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1 << 30));
}

std::string fit_text(const plan::Fit& fit) {
  std::string text;
  for (const plan::DeviceFit& part : fit.devices) {
    text += fmt::format("{} on {}: needs {} of {} free\n", plan::name_of(part.verdict), part.caps.name,
                        gib(part.need.total()), gib(part.memory.free_bytes));
    Table table({Table::Align::left, Table::Align::right});
    table.add({"weights", gib(part.need.weights_bytes)});
    table.add({fmt::format("KV cache, {} tokens", fit.plan.spec.n_ctx), gib(part.need.kv_bytes)});
    table.add({"scratch", gib(part.need.scratch_bytes + part.need.staging_bytes)});
    if (part.need.overhead_bytes > 0) table.add({"driver", gib(part.need.overhead_bytes)});
    text += table.text("  ");
  }
  text += fit.n_ctx_max > 0 ? fmt::format("fits up to {} tokens\n", fit.n_ctx_max) : "no context fits\n";
  return text;
}

/// One line or row for each quantization of a repository.
Status run_repo(Context& context, const Args& args) {
  SNUG_TRY(const RepoReference reference, parse_reference(args.model));
  SNUG_TRY(const session::LoadOptions options, load_options(args.engine));
  SNUG_TRY(const auto devices, devices_now(options.device));
  SNUG_TRY(HubSession session, open_hub(context));
  SNUG_TRY(RepoListing listing, list_repo(context, session, reference));
  if (!reference.quantization.empty()) {
    SNUG_TRY(const hub::Variant* variant, hub::find_variant(listing.groups, reference.quantization));
    listing.groups.variants = {*variant};
  }
  if (listing.groups.variants.empty()) return fail(Code::not_found, reference.repo + " has no GGUF file");
  context.progress("reading headers");
  const auto prices =
      fit::price_all(*session.gateway, &Context::stop_flag(), listing.info, listing.groups, header_cache(context),
                     {options.n_ctx, args.parallel, options.kv, 1}, devices.front());
  context.progress("");
  SNUG_CHECK_OK(Context::check_interrupted());
  const auto choice = fit::recommend(prices, devices);
  using enum Table::Align;
  Table table({left, right, left, right, right, left});
  table.add({"type", "file", "verdict", "needs", "context", ""});
  for (const fit::Price& price : prices) {
    const bool best = choice && choice->variant == price.variant;
    if (context.globals.json) {
      SNUG_CHECK_OK(context.out.write_json(price_json(price, best)));
      continue;
    }
    const int64_t need = price.fit ? price.fit->devices.front().need.total() : 0;
    table.add({price.variant->quantization, file_size_words(price.variant->size_bytes),
               price.fit ? std::string(plan::name_of(price.fit->verdict)) : "unknown",
               price.fit ? (price.exact ? "" : "about ") + gib(need) : "-",
               price.exact ? std::to_string(price.fit->n_ctx_max) : "-",
               best          ? "recommended"
               : price.error ? message_of(*price.error)
                             : ""});
  }
  if (context.globals.json) return {};
  SNUG_CHECK_OK(context.out.write(table.text()));
  if (choice) context.note(choice->reason);
  return {};
}

Status run(Context& context, const Args& args) {
  if (is_hub_reference(args.model)) return run_repo(context, args);
  SNUG_TRY(const auto path, resolve_model(context, args.model));
  SNUG_TRY(const session::LoadOptions options, load_options(args.engine));
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path));
  SNUG_TRY(const models::Model model, models::build_model(file.header()));
  const auto devices = app::all_devices();
  SNUG_TRY(const session::DeviceEntry* entry, session::find_device(devices, options.device));
  SNUG_TRY(auto backend, entry->open(1));
  SNUG_TRY(const device::MemoryInfo memory, backend->memory());
  const device::DeviceCaps& caps = backend->caps();
  const plan::RunSpec spec =
      plan::choose_run({options.n_ctx, args.parallel, options.kv, 1}, model.spec.n_ctx_train, caps);
  SNUG_TRY(const plan::Fit fit,
           plan::fit(model.program, spec, model.spec.n_ctx_train, std::span(&caps, 1), std::span(&memory, 1)));
  return context.globals.json ? context.out.write_json(fit_json(fit)) : context.out.write(fit_text(fit));
}

}  // namespace

Run setup_fit(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("MODEL", args->model, "a GGUF file, a name that list prints, or hf:ORG/REPO[@REVISION][:QUANT]")
      ->required();
  app.add_option("--parallel", args->parallel, "sequences kept at once")->check(CLI::Range(1, 256))->type_name("N");
  add_engine_options(app, args->engine);
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
