#include <fmt/format.h>

#include <algorithm>

#include "app/manager/fit/repo_price.h"

namespace snug::fit {
namespace {

using device::KvTypes;
using plan::Verdict;

constexpr int64_t kChatContext = 16384;
constexpr int64_t kLeastContext = 8192;
constexpr double kGoodBits = 4.2;   // below, each step multiplies the loss (llama.cpp's perplexity table)
constexpr double kCeilingBits = 7;  // Q6_K: above it nobody sees a gain
constexpr double kLeastBits = 3;

std::string gib(int64_t bytes) {
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (int64_t{1} << 30));
}

/// Need of a price on a device, or nothing if it does not fit with room.
std::optional<int64_t> need_if_it_fits(const Price& price, const DeviceNow& device, int64_t n_ctx,
                                       std::optional<KvTypes> kv) {
  if (!price.model || !price.variant->complete) return std::nullopt;
  const int64_t limit = price.model->spec.n_ctx_train > 0 ? price.model->spec.n_ctx_train : n_ctx;
  auto fit = price_on(*price.model, {std::min(n_ctx, limit), 1, kv, 1}, device);
  if (!fit || fit->verdict != Verdict::fits || fit->devices.empty()) return std::nullopt;
  return fit->devices.front().need.total();
}

std::optional<Choice> best_on_gpu(const std::vector<Price>& prices, const DeviceNow& gpu) {
  struct Step {
    int64_t n_ctx;
    std::optional<KvTypes> kv;
    double least_bits;
    const char* words;
  };
  const KvTypes q8{quant::DType::Q8_0, quant::DType::Q8_0};
  // Fewer tokens before fewer bits, fewer bits before layers on the CPU.
  const Step steps[] = {{kChatContext, std::nullopt, kGoodBits, "at 16k tokens"},
                        {kChatContext, q8, kGoodBits, "at 16k tokens with a Q8_0 KV cache"},
                        {kLeastContext, q8, kGoodBits, "at 8k tokens with a Q8_0 KV cache"},
                        {kLeastContext, q8, kLeastBits, "at 8k tokens with a Q8_0 KV cache"}};
  for (const Step& step : steps) {
    const Price* best = nullptr;
    int64_t best_need = 0;
    for (const Price& price : prices) {
      if (price.bits < step.least_bits) continue;
      const auto need = need_if_it_fits(price, gpu, step.n_ctx, step.kv);
      if (!need) continue;
      if (price.bits > kCeilingBits && (price.bits > 9 || *need * 10 > gpu.memory.free_bytes * 7)) continue;
      if (best == nullptr || price.bits > best->bits + 0.01 ||
          (price.bits > best->bits - 0.01 && price.variant->imatrix && !best->variant->imatrix)) {
        best = &price;
        best_need = *need;
      }
    }
    if (best != nullptr)
      return Choice{best->variant,
                    fmt::format("{}: the best that fits {}, {} of {} free {}", best->variant->quantization,
                                gpu.caps.name, gib(best_need), gib(gpu.memory.free_bytes), step.words)};
  }
  return std::nullopt;
}

std::optional<Choice> best_on_cpu(const std::vector<Price>& prices, const DeviceNow& cpu) {
  const Price* best = nullptr;
  int64_t best_need = 0;
  // Every bit costs speed here: the largest of about 4 bits, else the largest below that fits.
  for (const auto& [from, to] : {std::pair{kGoodBits, 5.3}, std::pair{kLeastBits, kGoodBits}, std::pair{5.3, 9.0}}) {
    for (const Price& price : prices) {
      if (price.bits < from || price.bits >= to) continue;
      const auto need = need_if_it_fits(price, cpu, kLeastContext, std::nullopt);
      if (!need || *need * 10 > cpu.memory.total_bytes * 6) continue;
      const bool named = price.variant->quantization == "Q4_K_M";
      if (best == nullptr || named || (best->variant->quantization != "Q4_K_M" && price.bits > best->bits)) {
        best = &price;
        best_need = *need;
      }
    }
    if (best != nullptr) break;
  }
  if (best == nullptr) return std::nullopt;
  return Choice{best->variant, fmt::format("{}: fast and close to the original on this CPU, {} of {} free at 8k tokens",
                                           best->variant->quantization, gib(best_need), gib(cpu.memory.free_bytes))};
}

Result<Choice> standard(const std::vector<Price>& prices, bool nothing_fits) {
  const Price* smallest = nullptr;
  for (const Price& price : prices) {
    if (!price.variant->complete) continue;
    const double bits = price.bits > 0 ? price.bits : price.variant->nominal_bits;
    if (smallest == nullptr || (bits >= kLeastBits && smallest->variant->nominal_bits < kLeastBits)) smallest = &price;
  }
  if (smallest == nullptr) return fail(Code::not_found, "no complete GGUF file");
  if (nothing_fits)
    return Choice{smallest->variant,
                  smallest->variant->quantization +
                      ": nothing here fits this machine with room; this is the least of 3 bits or more"};
  for (const char* name : {"Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "Q4_0", "Q5_K_M", "Q6_K", "Q8_0"}) {
    for (const Price& price : prices) {
      if (price.variant->complete && price.variant->quantization == name)
        return Choice{price.variant, std::string(name) + ": what suits most machines"};
    }
  }
  return Choice{smallest->variant, smallest->variant->quantization + ": the smallest file of 3 bits or more"};
}

}  // namespace

Result<Choice> recommend(const std::vector<Price>& prices, const std::vector<DeviceNow>& devices) {
  const bool any_exact = std::any_of(prices.begin(), prices.end(), [](const Price& p) { return p.model != nullptr; });
  if (!any_exact || devices.empty()) return standard(prices, false);
  std::vector<const DeviceNow*> gpus;
  for (const DeviceNow& device : devices) {
    if (!device.caps.shares_host_memory) gpus.push_back(&device);
  }
  std::sort(gpus.begin(), gpus.end(),
            [](const auto* a, const auto* b) { return a->memory.free_bytes > b->memory.free_bytes; });
  for (const DeviceNow* gpu : gpus) {
    if (auto choice = best_on_gpu(prices, *gpu)) return *std::move(choice);
  }
  for (const DeviceNow& device : devices) {
    if (!device.caps.shares_host_memory) continue;
    if (auto choice = best_on_cpu(prices, device)) return *std::move(choice);
  }
  return standard(prices, true);
}

}  // namespace snug::fit
