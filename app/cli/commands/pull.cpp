// snug-cli pull [hf:]ORG/REPO[@REVISION][:QUANT or /FILE]...: downloads, verified and resumable.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include "app/cli/commands.h"
#include "app/cli/hub_session.h"
#include "app/cli/repo_fit.h"
#include "app/manager/download/queue.h"
#include "engine/base/error_table.h"

namespace snug::cli {
namespace {

struct Args {
  std::vector<std::string> references;
  bool with_companions = false;
  int connections = 8;
  bool no_reserve = false;
  int64_t give_up_s = 45;
  int64_t stall_s = 15;  // a test of faults has less patience
};

/// What a reference means: one file, one quantization, or the recommended one.
Result<download::Item> choose(Context& context, HubSession& session, const RepoReference& reference,
                              bool with_companions) {
  SNUG_TRY(const RepoListing listing, list_repo(context, session, reference));
  download::Item item{reference.repo, listing.info.commit, {}, {}};
  if (!reference.file.empty()) {
    const auto it = std::find_if(listing.files.begin(), listing.files.end(),
                                 [&](const auto& f) { return f.path == reference.file; });
    if (it == listing.files.end())
      return fail(Code::not_found, reference.repo + " has no file " + printable(reference.file, 100));
    item.label = reference.file;
    item.files = {*it};
    return item;
  }
  const hub::Variant* variant = nullptr;
  if (!reference.quantization.empty()) {
    SNUG_TRY(variant, hub::find_variant(listing.groups, reference.quantization));
  } else {
    SNUG_TRY(const Recommendation choice, recommend(context, session, listing));
    variant = choice.variant;
    context.note(choice.reason);
  }
  if (!variant->complete) return fail(Code::missing_shard, variant->quantization + " lacks a part on the Hub");
  item.label = variant->quantization;
  item.files = variant->files;
  if (with_companions)
    item.files.insert(item.files.end(), listing.groups.companions.begin(), listing.groups.companions.end());
  return item;
}

std::string bar(const download::Snapshot& now) {
  constexpr int kWidth = 24;
  const double share =
      now.size_bytes > 0 ? static_cast<double>(now.done_bytes) / static_cast<double>(now.size_bytes) : 1;
  const int full = std::clamp(static_cast<int>(share * kWidth), 0, kWidth);
  return fmt::format("[{}{}] {:3.0f} %", std::string(static_cast<size_t>(full), '#'),
                     std::string(static_cast<size_t>(kWidth - full), ' '), share * 100);
}

/// One line of truth.
std::string line_of(const download::ItemStatus& status) {
  const download::Snapshot& now = status.progress;
  std::string text = fmt::format("{}:{} {} {} of {}", status.item.repo, printable(status.item.label, 40), bar(now),
                                 file_size_words(now.done_bytes), file_size_words(now.size_bytes));
  switch (now.state) {
    case download::State::running:
      text += fmt::format(", {}/s", file_size_words(static_cast<int64_t>(now.bytes_per_second)));
      if (now.remaining_s >= 0) text += fmt::format(", {}:{:02} left", now.remaining_s / 60, now.remaining_s % 60);
      break;
    case download::State::waiting_retry:
    case download::State::waiting_limit:
      text += fmt::format(", {}: again in {} s", now.error ? message_of(*now.error) : "waiting",
                          (now.retry_in_ms + 999) / 1000);
      break;
    case download::State::waiting_lock:
      text += ", another program downloads it";
      break;
    default:
      text += fmt::format(", {}", download::name_of(now.state));
  }
  return text;
}

Json event_json(const download::ItemStatus& status) {
  const download::Snapshot& now = status.progress;
  return {{"event", "progress"},
          {"id", status.item.repo + ":" + status.item.label},
          {"state", download::name_of(now.state)},
          {"done_bytes", now.done_bytes},
          {"size_bytes", now.size_bytes},
          {"received_bytes", now.received_bytes},
          {"bytes_per_second", now.bytes_per_second},
          {"remaining_s", now.remaining_s >= 0 ? Json(now.remaining_s) : Json()},
          {"reason", now.error ? Json(message_of(*now.error)) : Json()}};
}

Status report_done(Context& context, const download::ItemStatus& status) {
  if (context.globals.json) {
    Json row{{"event", "done"},
             {"id", status.item.repo + ":" + status.item.label},
             {"commit", status.item.commit},
             {"size_bytes", status.item.size_bytes()},
             {"received_bytes", status.progress.received_bytes},
             {"files", Json::array()}};
    for (size_t i = 0; i < status.paths.size(); ++i) {
      const hub::RepoFile& file = status.item.files[i];
      row["files"].push_back({{"path", status.paths[i].string()},
                              {"size_bytes", file.size_bytes},
                              {"sha256", file.sha256.empty() ? Json() : Json(file.sha256)}});
    }
    return context.out.write_json(row);
  }
  for (const auto& path : status.paths) SNUG_CHECK_OK(context.out.write(path.string() + "\n"));
  return {};
}

Status wait_for(Context& context, download::Queue& queue, download::ItemId id) {
  auto last_event = std::chrono::steady_clock::time_point{};
  bool pausing = false;
  while (true) {
    const auto list = queue.list();
    const auto it = std::find_if(list.begin(), list.end(), [&](const auto& s) { return s.id == id; });
    if (it == list.end()) return fail(Code::cancelled);
    if (download::is_over(it->progress.state)) {
      context.progress("");
      if (it->progress.state == download::State::done) return report_done(context, *it);
      if (it->progress.state == download::State::paused)
        return fail(Code::cancelled, "what arrived is kept, pull again to go on");
      return fail(it->progress.error.value_or(Error{}));
    }
    if (Context::interrupted() && !pausing) {
      pausing = true;
      queue.pause(id);
    }
    context.progress(line_of(*it));
    if (context.globals.json && std::chrono::steady_clock::now() - last_event > std::chrono::milliseconds(500)) {
      last_event = std::chrono::steady_clock::now();
      SNUG_CHECK_OK(context.out.write_json(event_json(*it)));
      SNUG_CHECK_OK(context.out.flush());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
}

Status run(Context& context, const Args& args) {
  std::vector<RepoReference> references;
  for (const std::string& text : args.references) {
    SNUG_TRY(RepoReference reference, parse_reference(text));
    references.push_back(std::move(reference));
  }
  SNUG_TRY(HubSession session, open_hub(context, args.stall_s));
  download::Options options;
  options.connections = args.connections;
  options.give_up_ms = args.give_up_s * 1000;
  options.wait_for_space = false;
  options.reserve = !args.no_reserve;
  download::Queue queue(*session.gateway, context.globals.models_dir, options, 1);
  for (const RepoReference& reference : references) {
    SNUG_TRY(download::Item item, choose(context, session, reference, args.with_companions));
    SNUG_CHECK_OK(wait_for(context, queue, queue.add(std::move(item))));
  }
  return {};
}

}  // namespace

Run setup_pull(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("REPO", args->references,
                 "[hf:]ORG/REPO[@REVISION][:QUANT or /FILE]; without either the recommended file")
      ->required();
  app.add_flag("--with-companions", args->with_companions, "projectors for images and the like, too");
  app.add_flag("--no-reserve", args->no_reserve, "do not take the room of the whole file at the start");
  app.add_option("--connections", args->connections, "at once")->check(CLI::Range(1, 16))->type_name("N");
  app.add_option("--give-up", args->give_up_s, "seconds without a byte before it ends; 0 never")
      ->check(CLI::Range(0, 1 << 20))
      ->type_name("S");
  app.add_option("--stall", args->stall_s, "seconds before a silent connection is given up")
      ->check(CLI::Range(1, 600))
      ->type_name("S");
  return [args](Context& context) { return run(context, *args); };
}

}  // namespace snug::cli
