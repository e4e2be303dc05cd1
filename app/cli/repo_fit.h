// Which quantization of a repository suits this machine.
#pragma once

#include "app/cli/hub_session.h"

namespace snug::cli {

struct Recommendation {
  const hub::Variant* variant = nullptr;  ///< of the listing
  std::string reason;                     ///< one sentence
};

/// Error: not_found (no GGUF file).
Result<Recommendation> recommend(Context& context, HubSession& session, const RepoListing& listing);

}  // namespace snug::cli
