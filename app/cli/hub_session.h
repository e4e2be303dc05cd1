// The Hub for commands: the gateway that the settings and the environment ask for, and names of repositories.
#pragma once

#include <memory>

#include "app/cli/context.h"
#include "app/manager/hub/client.h"
#include "app/manager/hub/variants.h"

namespace snug::cli {

/// One command's way to the network.
struct HubSession {
  std::unique_ptr<hub::Gateway> gateway;
  std::unique_ptr<hub::Client> client;  ///< ends with `cancelled` after Ctrl-C
};
/// Errors: bad_input (an endpoint or a token that cannot be).
Result<HubSession> open_hub(const Context& context, int64_t stall_s = 15);

/// [hf:]ORG/REPO[@REVISION][:QUANT or /FILE]
struct RepoReference {
  std::string repo;
  std::string revision = "main";
  std::string quantization;
  std::string file;
};
/// Error: usage.
Result<RepoReference> parse_reference(std::string_view text);
/// Whether a MODEL argument names a repository on the Hub: it begins with "hf:".
bool is_hub_reference(std::string_view text);

/// A repository with its files, at the commit that its revision means now.
struct RepoListing {
  hub::RepoInfo info;
  std::vector<hub::RepoFile> files;
  hub::RepoGroups groups;
};
/// Warns of names that were refused.
Result<RepoListing> list_repo(Context& context, HubSession& session, const RepoReference& reference);

}  // namespace snug::cli
