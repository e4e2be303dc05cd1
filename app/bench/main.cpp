// snug-bench: speed of a model by llama-bench's definitions, with its options and columns.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <new>

#include "app/bench/ceilings.h"
#include "app/bench/peer.h"
#include "app/bench/report.h"
#include "app/bench/runner.h"
#include "app/cli/context.h"
#include "app/version.h"
#include "engine/base/error_table.h"

namespace snug::bench {
namespace {

struct Args {
  RunnerOptions model;
  std::vector<int32_t> n_prompt{512};
  std::vector<int32_t> n_gen{128};
  std::vector<int32_t> depth{0};
  int32_t repetitions = 5;
  std::string format = "md";
  std::string peer;
  bool quiet = false;
};

std::vector<BenchTest> tests_of(const Args& args) {
  std::vector<BenchTest> tests;
  for (const int32_t depth : args.depth) {
    for (const int32_t n : args.n_prompt) {
      if (n > 0) tests.push_back({n, 0, depth});
    }
    for (const int32_t n : args.n_gen) {
      if (n > 0) tests.push_back({0, n, depth});
    }
  }
  return tests;
}

void progress(const Args& args, std::string_view text) {
  if (!args.quiet) fmt::print(stderr, "{}\n", text);
}

/// A round measures the machine, then us, then the peer: what else runs on the machine meets all three alike.
Status measure(const Args& args, Runner& runner, CeilingMeter& meter, std::vector<Row>& rows) {
  std::vector<BenchTest> tests;
  for (const Row& row : rows) tests.push_back(row.test);
  for (const BenchTest& test : tests) {
    const auto warm_up = runner.run(test);
    if (!warm_up) return fail(warm_up.error());
  }
  const std::string line =
      args.peer.empty() ? "" : peer_line(args.peer, args.model.path, tests, runner.facts().n_threads, 1);
  for (int32_t round = 0; round < args.repetitions; ++round) {
    for (Row& row : rows) {
      SNUG_CHECK_OK(cli::Context::check_interrupted());
      meter.measure();
      SNUG_TRY(const double speed, runner.run(row.test));
      row.ours.tokens_per_second.push_back(speed);
    }
    if (!args.peer.empty()) {
      SNUG_TRY(const std::vector<Samples> samples, run_peer(line, tests));
      for (size_t i = 0; i < rows.size(); ++i) {
        rows[i].peer.tokens_per_second.insert(rows[i].peer.tokens_per_second.end(),
                                              samples[i].tokens_per_second.begin(), samples[i].tokens_per_second.end());
      }
    }
    progress(args, fmt::format("round {} of {}", round + 1, args.repetitions));
  }
  return {};
}

Status run(Args& args) {
  if (args.model.path.empty() == args.model.shape.empty()) return fail(Code::usage, "a MODEL or a --shape");
  if (!args.peer.empty() && args.model.path.empty()) return fail(Code::usage, "--vs needs a MODEL that both can read");
  std::vector<Row> rows;
  for (const BenchTest& test : tests_of(args)) {
    rows.push_back({test, {}, {}});
    args.model.n_ctx = std::max<int64_t>(args.model.n_ctx, test.n_tokens() + test.depth);
  }
  if (rows.empty()) return fail(Code::usage, "-p and -n leave nothing to measure");
  SNUG_TRY(const auto runner, Runner::load(args.model));
  SNUG_TRY(const auto meter, make_meter(runner->facts()));
  SNUG_CHECK_OK(measure(args, *runner, *meter, rows));
  const Format format = args.format == "json" ? Format::json : args.format == "csv" ? Format::csv : Format::md;
  cli::Output out;
  SNUG_CHECK_OK(out.write(report(format, runner->facts(), rows, meter->best())));
  return out.flush();
}

void add_options(CLI::App& app, Args& args) {
  const auto count = CLI::Range(0, 1 << 24);
  app.add_option("MODEL,-m,--model", args.model.path, "a GGUF file");
  app.add_option("--shape", args.model.shape, "weights made in memory: llama3.2-1b:Q4_K_M")->type_name("NAME:TYPE");
  app.add_option("-p,--n-prompt", args.n_prompt, "tokens of a prompt; 0 for none")->check(count)->delimiter(',');
  app.add_option("-n,--n-gen", args.n_gen, "steps of one token; 0 for none")->check(count)->delimiter(',');
  app.add_option("-d,--n-depth", args.depth, "tokens in the cache before")->check(count)->delimiter(',');
  app.add_option("-b,--batch-size", args.model.batch, "most tokens of a step")->check(CLI::Range(1, 1 << 16));
  app.add_option("-r,--repetitions", args.repetitions, "samples of each test")->check(CLI::Range(1, 1000));
  app.add_option("-t,--threads", args.model.n_threads, "CPU threads")->check(CLI::Range(1, 1024));
  app.add_option("--device", args.model.device, "what computes; snug-cli devices lists them");
  app.add_option("-o,--output", args.format, "md, json or csv")->check(CLI::IsMember({"md", "json", "csv"}));
  app.add_option("--vs", args.peer, "a command with llama-bench's options, run in turn")->type_name("\"COMMAND\"");
  app.add_flag("--quiet", args.quiet, "no progress");
  app.set_version_flag("--version", std::string("snug-bench ") + app::kVersion);
}

int report_error(const Error& error) {
  const ErrorInfo& info = error_info(error.code);
  fmt::print(stderr, "snug-bench: {}: {}\n", message_of(error),
             error.code == Code::usage ? "see snug-bench --help" : info.hint);
  return info.exit_status;
}

int guarded_main(int argc, char** argv) {
  CLI::App app("Measure a model's speed by llama-bench's definitions.", "snug-bench");
  Args args;
  add_options(app, args);
  cli::install_signal_handlers();
  try {
    app.parse(argc, argv);
    const Status status = run(args);
    return status ? 0 : report_error(status.error());
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::Error& error) {
    return report_error(Error{Code::usage, printable(error.what(), 400)});
  } catch (const std::bad_alloc&) {
    return report_error(Error{Code::out_of_memory});
  } catch (const std::exception& error) {
    return report_error(Error{Code::internal, printable(error.what())});
  }
}

}  // namespace
}  // namespace snug::bench

int main(int argc, char** argv) {
  return snug::bench::guarded_main(argc, argv);
}
