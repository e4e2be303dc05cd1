#include "app/manager/fit/repo_price.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace snug::fit {
namespace {

/// "About": a sibling's plan with the weights of this file's size.
void estimate(Price& price, const Price& sibling) {
  if (!sibling.fit || sibling.fit->devices.empty()) return;
  plan::Fit fit = *sibling.fit;
  plan::DeviceFit& part = fit.devices.front();
  const double share = static_cast<double>(price.variant->size_bytes) /
                       static_cast<double>(std::max<int64_t>(1, sibling.variant->size_bytes));
  part.need.weights_bytes = static_cast<int64_t>(static_cast<double>(part.need.weights_bytes) * share);
  part.verdict = plan::judge(part.need.total(), part.memory);
  fit.verdict = part.verdict;
  fit.n_ctx_max = 0;
  price.fit = std::move(fit);
  price.bits = price.variant->nominal_bits;
}

void make_exact(Price& price, hub::Client& client, const hub::RepoInfo& repo, const HeaderCache& cache,
                const plan::RunWish& wish, const DeviceNow& device) {
  auto header = variant_header(client, repo, *price.variant, cache);
  if (!header) {
    price.error = std::move(header.error());
    return;
  }
  price.bits = block_bits(*header);
  auto model = models::build_model(*header);
  if (!model) {
    price.error = std::move(model.error());
    return;
  }
  price.model = std::make_shared<models::Model>(*std::move(model));
  auto fit = price_on(*price.model, wish, device);
  if (!fit) {
    price.error = std::move(fit.error());
    return;
  }
  price.fit = *std::move(fit);
  price.exact = true;
}

}  // namespace

Result<plan::Fit> price_on(const models::Model& model, const plan::RunWish& wish, const DeviceNow& device) {
  const plan::RunSpec spec = plan::choose_run(wish, model.spec.n_ctx_train, device.caps);
  return plan::fit(model.program, spec, model.spec.n_ctx_train, std::span(&device.caps, 1),
                   std::span(&device.memory, 1));
}

double block_bits(const format::GgufHeader& header) {
  double bytes = 0, elements = 0;
  for (const format::TensorInfo& tensor : header.tensors) {
    if (tensor.n_dims < 2 || tensor.name.starts_with("token_embd") || tensor.name.starts_with("output")) continue;
    bytes += static_cast<double>(tensor.size_bytes);
    elements += static_cast<double>(tensor.n_elements());
  }
  return elements > 0 ? 8 * bytes / elements : 0;
}

std::vector<Price> price_all(hub::Gateway& gateway, const std::atomic<bool>* stop, const hub::RepoInfo& repo,
                             const hub::RepoGroups& groups, const HeaderCache& cache, const plan::RunWish& wish,
                             const DeviceNow& device, const std::function<void(const std::vector<Price>&)>& changed,
                             int parallel) {
  std::vector<Price> prices(groups.variants.size());
  for (size_t i = 0; i < prices.size(); ++i) prices[i].variant = &groups.variants[i];
  if (prices.empty()) return prices;
  hub::Client client(gateway, stop);
  make_exact(prices.front(), client, repo, cache, wish, device);
  for (size_t i = 1; i < prices.size(); ++i) estimate(prices[i], prices.front());
  if (changed) changed(prices);
  std::mutex mutex;
  std::atomic<size_t> next{1};
  const auto work = [&] {
    hub::Client own(gateway, stop);
    for (size_t i = next++; i < prices.size(); i = next++) {
      Price price = prices[i];
      make_exact(price, own, repo, cache, wish, device);
      const std::lock_guard lock(mutex);
      prices[i] = std::move(price);
      if (changed) changed(prices);
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < std::min<int>(parallel, static_cast<int>(prices.size()) - 1); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  return prices;
}

}  // namespace snug::fit
