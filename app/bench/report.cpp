#include "app/bench/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/output.h"

namespace snug::bench {
namespace {

using cli::Json;

std::string mib_or_gib(int64_t bytes) {
  const auto value = static_cast<double>(bytes);
  return bytes < int64_t{1} << 30 ? fmt::format("{:.2f} MiB", value / (1 << 20))
                                  : fmt::format("{:.2f} GiB", value / (1 << 30));
}

/// What the best sample says about the machine: bytes for steps of one token, operations for batches.
struct Rate {
  double bytes_per_token = 0;
  double bytes_per_second = 0;
  double operations_per_second = 0;
  double share = 0;  ///< of the ceiling that binds the test; 0 if that was not measured
};

Rate rate_of(const BenchTest& test, const Samples& samples, const Work& work, const Ceilings& ceilings) {
  Rate rate;
  if (test.n_gen > 0) {
    // A step reads the weights once and every position that is cached by then.
    rate.bytes_per_token = work.bytes_per_step + work.kv_bytes_per_position * (test.depth + test.n_gen / 2.0);
    rate.bytes_per_second = rate.bytes_per_token * samples.best();
    if (ceilings.read_bytes_per_second > 0) rate.share = rate.bytes_per_second / ceilings.read_bytes_per_second;
  } else {
    const double operations = work.body_operations + work.head_operations / test.n_prompt;
    rate.operations_per_second = operations * samples.best();
    if (ceilings.operations_per_second > 0) rate.share = rate.operations_per_second / ceilings.operations_per_second;
  }
  return rate;
}

double ratio(const Row& row) {
  return row.peer.best() > 0 ? row.ours.best() / row.peer.best() : 0;
}

Json row_json(const ModelFacts& facts, const Row& row, const Ceilings& ceilings) {
  const Rate rate = rate_of(row.test, row.ours, facts.work, ceilings);
  Json json{{"model_filename", facts.path},
            {"model_type", facts.name},
            {"model_size", facts.size_bytes},
            {"model_n_params", facts.n_parameters},
            {"backends", facts.backend},
            {"device", facts.device},
            {"isa", facts.isa},
            {"n_threads", facts.n_threads},
            {"n_prompt", row.test.n_prompt},
            {"n_gen", row.test.n_gen},
            {"n_depth", row.test.depth},
            {"test", row.test.name()},
            {"avg_ts", row.ours.mean()},
            {"stddev_ts", row.ours.deviation()},
            {"best_ts", row.ours.best()},
            {"samples_ts", row.ours.tokens_per_second},
            {"bytes_per_token", rate.bytes_per_token},
            {"bytes_per_second", rate.bytes_per_second},
            {"operations_per_second", rate.operations_per_second},
            {"measured_read_bytes_per_second", ceilings.read_bytes_per_second},
            {"measured_int8_operations_per_second", ceilings.operations_per_second},
            {"share_of_measured", rate.share > 0 ? Json(rate.share) : Json()}};
  if (!row.peer.tokens_per_second.empty()) {
    json["peer_avg_ts"] = row.peer.mean();
    json["peer_stddev_ts"] = row.peer.deviation();
    json["peer_best_ts"] = row.peer.best();
    json["peer_samples_ts"] = row.peer.tokens_per_second;
    json["ratio_best"] = ratio(row);
  }
  return json;
}

std::string json_text(const ModelFacts& facts, std::span<const Row> rows, const Ceilings& ceilings) {
  Json array = Json::array();
  for (const Row& row : rows) array.push_back(row_json(facts, row, ceilings));
  return array.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_text(const ModelFacts& facts, std::span<const Row> rows, const Ceilings& ceilings) {
  std::string text;
  for (const Row& row : rows) {
    std::string head;
    std::string line;
    const Json json = row_json(facts, row, ceilings);
    for (const auto& [key, value] : json.items()) {
      if (value.is_array()) continue;
      std::string cell = value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
      for (size_t at = 0; (at = cell.find('"', at)) != std::string::npos; at += 2) cell.insert(at, "\"");
      head += (head.empty() ? "" : ",") + key;
      line += (line.empty() ? "\"" : ",\"") + cell + "\"";
    }
    if (text.empty()) text = head + "\n";
    text += line + "\n";
  }
  return text;
}

std::string speed(const Samples& samples) {
  return fmt::format("{:.2f} ± {:.2f}", samples.mean(), samples.deviation());
}

std::string md_text(const ModelFacts& facts, std::span<const Row> rows, const Ceilings& ceilings) {
  const bool has_peer = !rows.empty() && !rows[0].peer.tokens_per_second.empty();
  std::vector<std::vector<std::string>> lines;
  lines.push_back({"model", "size", "params", "backend", "threads", "test", "t/s", "best", "rate", "share"});
  if (has_peer) lines[0].insert(lines[0].end(), {"peer t/s", "peer best", "ratio"});
  for (const Row& row : rows) {
    const Rate rate = rate_of(row.test, row.ours, facts.work, ceilings);
    std::string words = rate.bytes_per_second > 0 ? fmt::format("{:.1f} GB/s", rate.bytes_per_second / 1e9)
                                                  : fmt::format("{:.3f} TOP/s", rate.operations_per_second / 1e12);
    std::string share = rate.share > 0 ? fmt::format("{:.0f} %", 100 * rate.share) : "-";
    auto& line = lines.emplace_back(
        std::vector<std::string>{facts.name, mib_or_gib(facts.size_bytes), cli::count_words(facts.n_parameters),
                                 facts.backend, std::to_string(facts.n_threads), row.test.name(), speed(row.ours),
                                 fmt::format("{:.2f}", row.ours.best()), std::move(words), std::move(share)});
    if (!has_peer) continue;
    line.push_back(speed(row.peer));
    line.push_back(fmt::format("{:.2f}", row.peer.best()));
    line.push_back(fmt::format("{:.2f}", ratio(row)));
  }
  std::vector<cli::Table::Align> columns;
  for (size_t i = 0; i < lines[0].size(); ++i) {
    columns.insert(columns.end(), {cli::Table::Align::left,
                                   i == 0 || i == 3 || i == 5 ? cli::Table::Align::left : cli::Table::Align::right});
  }
  columns.push_back(cli::Table::Align::left);
  cli::Table table(columns);
  const auto add = [&](const std::vector<std::string>& cells) {
    std::vector<std::string> with_bars;
    for (const std::string& cell : cells) with_bars.insert(with_bars.end(), {"|", cell});
    with_bars.emplace_back("|");
    table.add(std::move(with_bars));
  };
  add(lines[0]);
  std::vector<std::string> rule;
  for (size_t i = 0; i < lines[0].size(); ++i)
    rule.emplace_back(columns[2 * i + 1] == cli::Table::Align::right ? "---:" : "---");
  add(rule);
  for (size_t i = 1; i < lines.size(); ++i) add(lines[i]);
  std::string text = table.text();
  text += fmt::format("\n{}{}{}", facts.device, facts.isa.empty() ? "" : ", ", facts.isa);
  if (ceilings.read_bytes_per_second > 0) {
    text += fmt::format("; measured in this run: reads {:.1f} GB/s", ceilings.read_bytes_per_second / 1e9);
  }
  if (ceilings.operations_per_second > 0) {
    text += fmt::format(", int8 {:.3f} TOP/s in registers", ceilings.operations_per_second / 1e12);
  }
  return text + "\n";
}

}  // namespace

std::string report(Format format, const ModelFacts& facts, std::span<const Row> rows, const Ceilings& ceilings) {
  switch (format) {
    case Format::json:
      return json_text(facts, rows, ceilings);
    case Format::csv:
      return csv_text(facts, rows, ceilings);
    case Format::md:
      break;
  }
  return md_text(facts, rows, ceilings);
}

}  // namespace snug::bench
