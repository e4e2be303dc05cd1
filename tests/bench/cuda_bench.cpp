// Speed of the CUDA backend on models made in memory, through the product's own planner, families and backend.
//   cuda_bench --shape llama3-8b --mix Q4_K_M --tg 128 --depth 0 --pp 512 --pp 2048 [--ring KiB] [--in-flight KiB]
// One JSON line a measurement. t/s by llama-bench's definitions: tg is steps of one token, no sampling; "each" waits
// for every step as llama-bench does, "queued" lets the backend run ahead.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>

#include "app/bench/synthetic_model.h"
#include "backends/cuda/cuda_backend.h"
#include "backends/cuda/peak.h"
#include "tests/support/loaded_program.h"

namespace snug {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Options {
  std::string shape = "llama3-8b";
  std::string mix = "Q4_K_M";
  std::string kv = "F16";
  std::vector<int> tg{128};
  std::vector<int> depth{0};
  std::vector<int> pp;
  std::vector<int> ring{cuda::CudaOptions{}.ring_kib};
  std::vector<int> in_flight{cuda::CudaOptions{}.in_flight_kib};
  int rounds = 5;
  int64_t n_ctx = 0;
  bool no_dependent = false;
  bool unfused = false;
  bool no_clusters = false;
};

int complain(const Error& error) {
  fmt::print(stderr, "error: {} {}\n", static_cast<int>(error.code), error.detail);
  return 1;
}

struct Times {
  double median = 0;
  double low = 0;
  double high = 0;
};
Times summary(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return {v[v.size() / 2], v.front(), v.back()};
}

/// Seconds of n one-row steps from `depth` on.
Result<double> decode_steps(test::LoadedProgram& model, int n, int depth, bool each) {
  const auto start = Clock::now();
  device::Fence last;
  bench::Random random(static_cast<uint64_t>(depth) + 3);
  for (int i = 0; i < n; ++i) {
    const auto token = static_cast<int32_t>(random.next() >> 40) % static_cast<int32_t>(model.plan().program.n_vocab);
    SNUG_TRY(last, model.queue(std::span(&token, 1), depth + i, 1));
    if (each) SNUG_CHECK_OK(model.wait(last));
  }
  SNUG_CHECK_OK(model.wait(last));
  return seconds_since(start);
}

Result<double> prefill(test::LoadedProgram& model, int n, int chunk) {
  bench::Random random(9);
  std::vector<int32_t> tokens;
  for (int i = 0; i < n; ++i) {
    tokens.push_back(static_cast<int32_t>(random.next() >> 40) % static_cast<int32_t>(model.plan().program.n_vocab));
  }
  const auto start = Clock::now();
  device::Fence last;
  for (int at = 0; at < n; at += chunk) {
    const int rows = std::min(chunk, n - at);
    SNUG_TRY(last, model.queue(std::span(tokens).subspan(static_cast<size_t>(at), static_cast<size_t>(rows)), at,
                               at + rows == n ? 1 : 0));
  }
  SNUG_CHECK_OK(model.wait(last));
  return seconds_since(start);
}

Status measure(const Options& o, int ring, int in_flight, double peak) {
  const auto shape = bench::model_shape(o.shape);
  if (!shape) return fail(Code::usage, "unknown shape");
  SNUG_TRY(const models::Model model, models::build_model(bench::synthetic_header(*shape, o.mix)));
  cuda::CudaOptions options;
  options.fuse = !o.unfused;
  options.dependent = !o.no_dependent;
  options.clusters = !o.no_clusters;
  options.ring_kib = ring;
  options.in_flight_kib = in_flight;
  SNUG_TRY(const auto backend, cuda::make_cuda_backend(0, options));
  plan::RunSpec spec;
  const int longest = std::max(o.pp.empty() ? 1 : *std::max_element(o.pp.begin(), o.pp.end()),
                               *std::max_element(o.depth.begin(), o.depth.end()) + 512);
  spec.n_ctx = o.n_ctx > 0 ? o.n_ctx : (longest + 63) / 64 * 64;
  spec.chunk_rows = o.pp.empty() ? 1 : std::min(2048, *std::max_element(o.pp.begin(), o.pp.end()));
  const auto kv = quant::parse_dtype(o.kv).value_or(quant::DType::F16);
  spec.kv = {kv, kv};
  std::vector<device::Bucket> buckets{{1, 1}};
  if (spec.chunk_rows > 1) buckets.push_back({spec.chunk_rows, 1});
  bench::BlockPool pool;
  const auto start = Clock::now();
  SNUG_TRY(const auto loaded,
           test::LoadedProgram::load(
               *backend, model.program, spec,
               [&](program::WeightId id) { return pool.blocks(model.program.weights[id]); }, buckets));
  const double load_s = seconds_since(start);
  int64_t weight_bytes = 0;  // a step's: every matrix, of experts the chosen ones, no embedding row
  for (const program::WeightDecl& w : model.program.weights) {
    if (w.use == program::WeightUse::matrix || w.use == program::WeightUse::tied) {
      weight_bytes += backend->caps().packed_bytes(w) * (w.n_experts > 1 ? shape->n_used : 1) / w.n_experts;
    }
  }
  const auto print = [&](const std::string& test, double tokens, const Times& t, double bytes) {
    fmt::print(
        "{{\"device\":\"{}\",\"shape\":\"{}\",\"mix\":\"{}\",\"kv\":\"{}\",\"test\":\"{}\",\"ring_kib\":{},"
        "\"in_flight_kib\":{},\"dependent\":{},\"tokens_per_s\":{:.1f},\"low\":{:.1f},\"high\":{:.1f},"
        "\"gb_per_s\":{:.0f},\"share_of_read_peak\":{:.3f},\"load_s\":{:.2f}}}\n",
        backend->caps().name, o.shape, o.mix, o.kv, test, ring, in_flight, options.dependent, tokens / t.median,
        tokens / t.high, tokens / t.low, bytes / t.median * 1e-9, peak > 0 ? bytes / t.median / peak : 0.0, load_s);
    std::fflush(stdout);
  };
  for (const int n : o.pp) {
    SNUG_TRY(const double warm, prefill(*loaded, n, spec.chunk_rows));
    static_cast<void>(warm);
    std::vector<double> times;
    for (int r = 0; r < o.rounds; ++r) {
      SNUG_TRY(const double t, prefill(*loaded, n, spec.chunk_rows));
      times.push_back(t);
    }
    print(fmt::format("pp{}", n), n, summary(times), 0);
  }
  for (const int depth : o.depth) {
    for (const int n : o.tg) {
      SNUG_TRY(const double warm, decode_steps(*loaded, 16, depth, true));
      static_cast<void>(warm);
      for (const bool each : {false, true}) {
        std::vector<double> times;
        for (int r = 0; r < o.rounds; ++r) {
          SNUG_TRY(const double t, decode_steps(*loaded, n, depth, each));
          times.push_back(t);
        }
        const double kv_bytes = 2.0 * (depth + n / 2.0) * shape->n_layers * shape->n_kv_heads * shape->head_dim *
                                quant::type_info(kv).bits_per_weight() / 8.0;
        print(fmt::format("tg{}@{} {}", n, depth, each ? "each" : "queued"), n, summary(times),
              (static_cast<double>(weight_bytes) + kv_bytes) * n);
      }
    }
  }
  return {};
}

}  // namespace
}  // namespace snug

int main(int argc, char** argv) {
  snug::Options o;
  CLI::App app{"Speed of the CUDA backend on models made in memory"};
  app.add_option("--shape", o.shape, "llama3-8b, llama3.2-1b, llama3.2-3b, qwen3-30b-a3b, tiny");
  app.add_option("--mix", o.mix, "Q4_K_M, or a type for all matrices");
  app.add_option("--kv", o.kv, "type of the cache");
  app.add_option("--tg", o.tg, "tokens to generate");
  app.add_option("--depth", o.depth, "tokens in the cache before");
  app.add_option("--pp", o.pp, "tokens of a prompt");
  app.add_option("--ring", o.ring, "KiB of shared memory for weights");
  app.add_option("--in-flight", o.in_flight, "KiB of weights under way to a multiprocessor");
  app.add_option("--rounds", o.rounds, "repetitions; the median is reported");
  app.add_option("--ctx", o.n_ctx, "context, else what the tests need");
  app.add_flag("--no-dependent", o.no_dependent, "plain graph launches");
  app.add_flag("--no-clusters", o.no_clusters, "prefill without pairs of multiprocessors");
  app.add_flag("--unfused", o.unfused, "the simple kernels");
  CLI11_PARSE(app, argc, argv);
  const int64_t bytes = int64_t{4} << 30;
  void* data = snug::cuda::random_bytes(bytes);
  const double peak = data != nullptr ? snug::cuda::read_rate(data, bytes) : 0.0;
  snug::cuda::free_bytes(data);
  fmt::print("{{\"read_peak_gb_per_s\":{:.0f}}}\n", peak * 1e-9);
  for (const int ring : o.ring) {
    for (const int in_flight : o.in_flight) {
      if (const auto status = snug::measure(o, ring, in_flight, peak); !status) return snug::complain(status.error());
    }
  }
  return 0;
}
