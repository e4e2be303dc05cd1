#include "app/bench/peer.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

namespace snug::bench {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostOutputBytes = size_t{16} << 20;

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// One CSV line's cells: commas apart, quotes doubled inside quotes (RFC 4180, no line breaks inside cells).
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool inside = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (inside && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += '"';
        ++i;
      } else {
        inside = !inside;
      }
    } else if (c == ',' && !inside) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

double number_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end()) return 0;
  if (found->is_number()) return found->get<double>();
  return found->is_string() ? std::strtod(found->get<std::string>().c_str(), nullptr) : 0;
}

/// Every row in the output, whatever its format.
std::vector<Json> rows_of(std::string_view output) {
  std::vector<Json> rows;
  const size_t open = output.find('[');
  if (open != std::string_view::npos) {
    Json array = Json::parse(output.substr(open), nullptr, false);
    if (array.is_array()) {
      for (Json& row : array) rows.push_back(std::move(row));
      return rows;
    }
  }
  std::vector<std::string> header;
  while (!output.empty()) {
    const size_t end = output.find('\n');
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    if (line.starts_with('{')) {
      Json row = Json::parse(line, nullptr, false);
      if (row.is_object()) rows.push_back(std::move(row));
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (header.empty()) {
      if (line.find("avg_ts") != std::string_view::npos) header = cells;
    } else if (cells.size() == header.size()) {
      Json row;
      for (size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace

std::string peer_line(const std::string& command, const std::string& model, std::span<const BenchTest> tests,
                      int32_t n_threads, int32_t n_repetitions) {
  std::set<int32_t> prompts, gens, depths;
  for (const BenchTest& test : tests) {
    if (test.n_prompt > 0) prompts.insert(test.n_prompt);
    if (test.n_gen > 0) gens.insert(test.n_gen);
    depths.insert(test.depth);
  }
  // llama-bench has tests of its own where -p or -n is left out: 0 takes them away.
  if (prompts.empty()) prompts.insert(0);
  if (gens.empty()) gens.insert(0);
  std::string line = command + " -m " + quoted(model);
  for (const int32_t p : prompts) line += fmt::format(" -p {}", p);
  for (const int32_t n : gens) line += fmt::format(" -n {}", n);
  for (const int32_t d : depths) {
    if (d > 0 || depths.size() > 1) line += fmt::format(" -d {}", d);
  }
  return line + fmt::format(" -t {} -r {} -o json", n_threads, n_repetitions);
}

Result<std::vector<Samples>> parse_peer(std::string_view output, std::span<const BenchTest> tests) {
  std::vector<Samples> all(tests.size());
  for (const Json& row : rows_of(output)) {
    if (!row.is_object()) continue;
    const BenchTest test{static_cast<int32_t>(number_of(row, "n_prompt")),
                         static_cast<int32_t>(number_of(row, "n_gen")),
                         static_cast<int32_t>(number_of(row, "n_depth"))};
    for (size_t i = 0; i < tests.size(); ++i) {
      if (!(tests[i] == test)) continue;
      std::vector<double>& samples = all[i].tokens_per_second;
      const auto given = row.find("samples_ts");
      if (given != row.end() && given->is_array()) {
        for (const Json& value : *given) {
          if (value.is_number()) samples.push_back(value.get<double>());
        }
      } else if (number_of(row, "avg_ts") > 0) {
        samples.push_back(number_of(row, "avg_ts"));
      }
    }
  }
  for (size_t i = 0; i < tests.size(); ++i) {
    if (all[i].tokens_per_second.empty()) {
      return fail(Code::bad_input, "the peer printed no row for " + tests[i].name() + " in llama-bench's JSON or CSV");
    }
  }
  return all;
}

Result<std::vector<Samples>> run_peer(const std::string& line, std::span<const BenchTest> tests) {
  std::string output;
  std::FILE* pipe = ::popen(line.c_str(), "re");
  if (pipe == nullptr) return fail(Code::io, "the peer could not be started");
  std::array<char, 1 << 14> buffer;
  size_t n = 0;
  while ((n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    if (output.size() < kMostOutputBytes) output.append(buffer.data(), n);
  }
  const int status = ::pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return fail(Code::bad_input,
                fmt::format("the peer failed ({}): {}",
                            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), printable(line)));
  }
  return parse_peer(output, tests);
}

}  // namespace snug::bench
