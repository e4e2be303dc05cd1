// Speed of the CPU backend's products: GB/s of packed weights for one row, GOPS for 512, each beside what this machine
// can do at best in the same minute. Shapes are those of SmolLM2-135M and Llama-3.2-1B.
//
//   bench_cpu_linear [--threads N] [--isa NAME] [--rounds N] [--type NAME]...
//
// Weights lie in a ring larger than the last-level cache, so that one row's product reads memory, as a decode step
// does.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <random>

#include "backends/cpu/cpu_backend.h"
#include "backends/cpu/isa.h"
#include "backends/cpu/pool.h"
#include "engine/base/checked.h"
#include "engine/base/error_table.h"

namespace snug::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int64_t kRingBytes = int64_t{192} << 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Work final : cpu::Pool::Work {
  int64_t n = 0;
  std::function<void(int64_t)> each;
  int64_t n_tasks(int64_t) const override { return n; }
  void run(int64_t, int64_t task) const override { each(task); }
};

/// What the machine can do at best: measured again before each row, since other programs take their share.
class Ceilings {
 public:
  Ceilings(int n_threads, const cpu::KernelTable& kernels)
      : kernels_(kernels), pool_(n_threads), memory_(static_cast<size_t>(kRingBytes) / sizeof(float), 1.0f) {}

  void measure(int rounds) {
    for (int i = 0; i < rounds; ++i) {
      read_gbs_ = std::max(read_gbs_, static_cast<double>(kRingBytes) / timed(reading()) / 1e9);
      const double operations = static_cast<double>(pool_.n_threads()) * static_cast<double>(cpu::kPeakOperations);
      int8_gops_ = std::max(int8_gops_, operations / timed(dotting()) / 1e9);
    }
  }
  [[nodiscard]] double read_gbs() const { return read_gbs_; }
  [[nodiscard]] double int8_gops() const { return int8_gops_; }

 private:
  Work reading() {
    constexpr int64_t kPiece = 1 << 17;
    Work work;
    work.n = std::ssize(memory_) / kPiece;
    work.each = [this](int64_t task) {
      const float* p = memory_.data() + task * kPiece;
      volatile float keep = kernels_.dot(p, p, kPiece);
      (void)keep;
    };
    return work;
  }
  Work dotting() {
    Work work;
    work.n = pool_.n_threads();
    work.each = [this](int64_t) { kernels_.peak_int8(); };
    return work;
  }
  double timed(const Work& work) {
    const std::atomic<bool> never = false;
    const auto start = Clock::now();
    pool_.run(work, 1, never);
    return seconds_since(start);
  }

  const cpu::KernelTable& kernels_;
  cpu::Pool pool_;
  std::vector<float> memory_;
  double read_gbs_ = 0;
  double int8_gops_ = 0;
};

struct Shape {
  const char* model;
  int64_t n_cols;
  int64_t n_out;
};

constexpr Shape kShapes[] = {{"SmolLM2 attn", 576, 576},      {"SmolLM2 ffn_up", 576, 1536},
                             {"SmolLM2 head", 576, 49152},    {"Llama-1B attn", 2048, 2048},
                             {"Llama-1B ffn_up", 2048, 8192}, {"Llama-1B ffn_down", 8192, 2048}};

/// One Linear over each of enough copies of a weight to fill the ring.
class Bench {
 public:
  Bench(device::Backend& backend, quant::DType type, const Shape& shape, int32_t n_rows)
      : backend_(backend), n_rows_(n_rows) {
    const program::WeightDecl decl{"w", 0, type, shape.n_cols, shape.n_out, 1, program::WeightUse::matrix};
    weight_bytes_ = backend.caps().packed_bytes(decl);
    // Many rows are bound by arithmetic: a few copies are enough.
    const int64_t copies = n_rows == 1 ? std::max<int64_t>(2, kRingBytes / weight_bytes_) : 1;
    program_.slots = {{"in", shape.n_cols}, {"out", shape.n_out}};
    program_.n_vocab = 1;
    for (int64_t i = 0; i < copies; ++i) {
      program_.weights.push_back(decl);
      program_.ops.emplace_back(program::Linear{0, 1, static_cast<program::WeightId>(i)});
    }
    operations_ = 2.0 * static_cast<double>(shape.n_cols * shape.n_out) * n_rows * static_cast<double>(copies);
    read_bytes_ = static_cast<double>(weight_bytes_ * copies);
  }
  ~Bench() {
    for (const device::ArenaId id : arenas_) backend_.free(id);
  }

  Status prepare() {
    const int64_t stride = round_up(weight_bytes_, 64);
    const auto copies = std::ssize(program_.weights);
    SNUG_TRY(const device::ArenaId weights, arena(device::ArenaKind::weights, stride * copies));
    std::vector<device::Place> places;
    const program::WeightDecl& decl = program_.weights[0];
    std::vector<std::byte> blocks(
        static_cast<size_t>(decl.n_rows * quant::row_bytes(decl.type, decl.n_cols).value_or(0)));
    std::mt19937 random(1);
    for (std::byte& b : blocks) b = static_cast<std::byte>(0x28 | (random() & 0x13));  // scales stay normal and finite
    for (int64_t i = 0; i < copies; ++i) {
      places.push_back({weights, i * stride, weight_bytes_});
      SNUG_CHECK_OK(backend_.pack(decl, blocks, places.back()));
    }
    const device::Bucket bucket{n_rows_, 1};
    const int64_t in_bytes = round_up(n_rows_ * decl.n_cols * 4, 64);
    const int64_t out_bytes = round_up(n_rows_ * decl.n_rows * 4, 64);
    const int64_t scratch_bytes = backend_.caps().op_scratch_bytes({&program_, &program_.ops[0], bucket, 64, 1, {}});
    SNUG_TRY(const device::ArenaId scratch,
             arena(device::ArenaKind::scratch, in_bytes + out_bytes + scratch_bytes + 64));
    const device::Place slots[] = {{scratch, 0, in_bytes}, {scratch, in_bytes, out_bytes}};
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<size_t>(n_rows_ * decl.n_cols));
    for (float& v : values) v = normal(random);
    SNUG_CHECK_OK(backend_.write(slots[0], std::as_bytes(std::span(values))));
    device::CompileRequest request;
    request.program = &program_;
    request.last_op = static_cast<int32_t>(program_.ops.size());
    request.bucket = bucket;
    request.weights = places;
    request.slots = slots;
    request.op_scratch = {scratch, in_bytes + out_bytes, scratch_bytes};
    request.n_ctx = 64;
    SNUG_TRY(plan_, backend_.compile(request));
    return {};
  }

  /// Seconds of the fastest of some rounds.
  Result<double> run(int rounds) {
    const std::vector<int32_t> zeros(static_cast<size_t>(n_rows_));
    const device::StepArgs args{zeros, zeros, zeros, {}, {}, 1};
    double best = 1e9;
    for (int i = 0; i < rounds; ++i) {
      const auto start = Clock::now();
      SNUG_TRY(const device::Fence fence, backend_.run(*plan_, args, {}));
      SNUG_CHECK_OK(backend_.wait(fence, std::chrono::seconds(60)));
      best = std::min(best, seconds_since(start));
    }
    return best;
  }

  [[nodiscard]] double read_bytes() const { return read_bytes_; }
  [[nodiscard]] double operations() const { return operations_; }

 private:
  Result<device::ArenaId> arena(device::ArenaKind kind, int64_t bytes) {
    SNUG_TRY(const device::ArenaId id, backend_.alloc(kind, bytes));
    arenas_.push_back(id);
    return id;
  }

  device::Backend& backend_;
  int32_t n_rows_;
  program::Program program_;
  int64_t weight_bytes_ = 0;
  double operations_ = 0;
  double read_bytes_ = 0;
  std::vector<device::ArenaId> arenas_;
  std::unique_ptr<device::Plan> plan_;
};

Status run(int threads, const std::string& isa, int rounds, const std::vector<std::string>& names) {
  SNUG_TRY(const cpu::Isa chosen, cpu::choose_isa(isa));
  const int n_threads = threads > 0 ? threads : cpu::usable_threads();
  Ceilings ceilings(n_threads, cpu::kernels_of(chosen));
  SNUG_TRY(auto backend, cpu::make_cpu_backend({.threads = n_threads, .isa = std::string(cpu::name_of(chosen))}));
  fmt::print("{}, {} threads, {}\n", backend->caps().name, n_threads, cpu::name_of(chosen));
  fmt::print("{:8} {:18} {:>6} x {:<6} | {:>8} {:>6} | {:>8} {:>6}\n", "type", "shape", "out", "in", "M=1 GB/s",
             "share", "512 GOPS", "share");
  for (const std::string& name : names) {
    const auto type = quant::parse_dtype(name);
    if (!type) return fail(Code::usage, printable(name));
    for (const Shape& shape : kShapes) {
      if (shape.n_cols % quant::type_info(*type).block != 0) continue;
      ceilings.measure(rounds);
      Bench one(*backend, *type, shape, 1);
      SNUG_CHECK_OK(one.prepare());
      SNUG_TRY(const double decode, one.run(rounds));
      const double gbs = one.read_bytes() / decode / 1e9;
      fmt::print("{:8} {:18} {:6} x {:<6} | {:8.1f} {:5.0f}% |", name, shape.model, shape.n_out, shape.n_cols, gbs,
                 100 * gbs / ceilings.read_gbs());
      if (shape.n_out <= 10000) {
        Bench many(*backend, *type, shape, 512);
        SNUG_CHECK_OK(many.prepare());
        SNUG_TRY(const double prefill, many.run(rounds));
        const double gops = many.operations() / prefill / 1e9;
        fmt::print(" {:8.0f} {:5.0f}%", gops, 100 * gops / ceilings.int8_gops());
      }
      fmt::print("\n");
      std::fflush(stdout);
    }
  }
  fmt::print("best seen here: read {:.1f} GB/s, int8 in registers {:.0f} GOPS; shares are of what was seen so far\n",
             ceilings.read_gbs(), ceilings.int8_gops());
  return {};
}

}  // namespace
}  // namespace snug::bench

int main(int argc, char** argv) {
  CLI::App app("Speed of the CPU backend's products");
  int threads = 0;
  int rounds = 5;
  std::string isa;
  std::vector<std::string> types{"Q4_1", "Q8_0", "Q4_K", "Q6_K", "F16", "BF16"};
  app.add_option("--threads", threads, "threads, 0 for all");
  app.add_option("--rounds", rounds, "rounds of each measurement; the best counts")->check(CLI::Range(1, 1000));
  app.add_option("--isa", isa, "portable, avx2 or avx512");
  app.add_option("--type", types, "types to measure");
  CLI11_PARSE(app, argc, argv);
  if (const auto status = snug::bench::run(threads, isa, rounds, types); !status) {
    fmt::print(stderr, "{}\n", snug::message_of(status.error()));
    return 1;
  }
  return 0;
}
