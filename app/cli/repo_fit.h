// What the quantizations of a repository take here, and which one suits this machine.
#pragma once

#include "app/cli/hub_session.h"
#include "app/manager/fit/repo_price.h"

namespace snug::cli {

/// The devices that are present, best first, with their memory now. `wanted`: only this one; empty: all.
/// Error: device_not_found.
Result<std::vector<fit::DeviceNow>> devices_now(const std::string& wanted = {});

struct Recommendation {
  const hub::Variant* variant = nullptr;  ///< of the listing
  std::string reason;                     ///< one sentence
};

/// Prices the repository and chooses; falls back to Q4_K_M where nothing can be priced. Error: not_found (no GGUF
/// file).
Result<Recommendation> recommend(Context& context, HubSession& session, const RepoListing& listing);

/// Where headers of the Hub's files are kept.
fit::HeaderCache header_cache(const Context& context);

}  // namespace snug::cli
