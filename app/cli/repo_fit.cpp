#include "app/cli/repo_fit.h"

#include "app/devices/registry.h"
#include "engine/session/loaded_model.h"

namespace snug::cli {

Result<std::vector<fit::DeviceNow>> devices_now(const std::string& wanted) {
  const auto entries = app::all_devices();
  std::vector<fit::DeviceNow> devices;
  const auto add = [&](const session::DeviceEntry& entry) -> Status {
    SNUG_TRY(const auto backend, entry.open(1));
    SNUG_TRY(const device::MemoryInfo memory, backend->memory());
    devices.push_back({backend->caps(), memory});
    return {};
  };
  if (!wanted.empty()) {
    SNUG_TRY(const session::DeviceEntry* entry, session::find_device(entries, wanted));
    SNUG_CHECK_OK(add(*entry));
    return devices;
  }
  // The best of each kind: find_device() without a name is what a load would take.
  SNUG_TRY(const session::DeviceEntry* best, session::find_device(entries, ""));
  SNUG_CHECK_OK(add(*best));
  for (const session::DeviceEntry& entry : entries) {
    if (&entry == best || !entry.absent.empty() || entry.caps.id == "reference") continue;
    (void)add(entry);  // a device that does not open is not offered
  }
  return devices;
}

fit::HeaderCache header_cache(const Context& context) {
  return fit::HeaderCache(context.globals.data_dir / "headers");
}

Result<Recommendation> recommend(Context& context, HubSession& session, const RepoListing& listing) {
  std::vector<fit::DeviceNow> devices;
  if (auto found = devices_now()) devices = *std::move(found);
  std::vector<fit::Price> prices;
  context.progress("reading headers");
  if (!devices.empty()) {
    prices = fit::price_all(*session.gateway, &Context::stop_flag(), listing.info, listing.groups,
                            header_cache(context), {8192, 1, {}, 1}, devices.front());
  } else {
    for (const hub::Variant& variant : listing.groups.variants)
      prices.push_back({&variant, false, nullptr, {}, variant.nominal_bits, {}});
  }
  context.progress("");
  SNUG_CHECK_OK(Context::check_interrupted());
  // What keeps one header from being read keeps the file from coming: terms, a token, no network.
  for (const fit::Price& price : prices) {
    if (price.error && (price.error->code == Code::gated || price.error->code == Code::token_rejected ||
                        price.error->code == Code::offline))
      return fail(*price.error);
  }
  SNUG_TRY(const fit::Choice choice, fit::recommend(prices, devices));
  return Recommendation{choice.variant, choice.reason};
}

}  // namespace snug::cli
