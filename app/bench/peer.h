// Another program that measures the same tests: a command with llama-bench's options and its JSON or CSV.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/bench/bench.h"
#include "engine/base/result.h"

namespace snug::bench {

/// The line for the shell: COMMAND -m MODEL -p .. -n .. -d .. -t .. -r .. -o json, each value quoted.
std::string peer_line(const std::string& command, const std::string& model, std::span<const BenchTest> tests,
                      int32_t n_threads, int32_t n_repetitions);

/// The samples of each test in what the peer printed: llama-bench's JSON array, JSON lines, or CSV with a header;
/// n_prompt, n_gen, n_depth, and samples_ts or avg_ts. Other lines are passed over. Error: bad_input (a test is
/// missing, or nothing can be read).
Result<std::vector<Samples>> parse_peer(std::string_view output, std::span<const BenchTest> tests);

/// Runs the line and reads its rows. Errors: bad_input (it failed, with its status), those of parse_peer.
Result<std::vector<Samples>> run_peer(const std::string& line, std::span<const BenchTest> tests);

}  // namespace snug::bench
