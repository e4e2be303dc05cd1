#include "app/cli/hub_session.h"

#include <fmt/format.h>

#include "app/manager/settings/settings.h"

namespace snug::cli {

Result<HubSession> open_hub(const Context& context, int64_t stall_s) {
  const settings::Settings settings = settings::Settings::load(context.globals.data_dir / "settings.json");
  hub::Wishes wishes;
  wishes.endpoint = settings.value(settings::Key::hub_endpoint);
  wishes.offline = context.globals.offline || settings.boolean(settings::Key::offline);
  SNUG_TRY(hub::Config config, hub::make_config(wishes));
  config.stall_s = stall_s;
  HubSession session;
  session.gateway = std::make_unique<hub::Gateway>(std::move(config));
  session.client = std::make_unique<hub::Client>(*session.gateway, &Context::stop_flag());
  return session;
}

bool is_hub_reference(std::string_view text) {
  return text.starts_with("hf:");
}

Result<RepoReference> parse_reference(std::string_view text) {
  const std::string_view whole = text;
  const auto refuse = [&] {
    return fail(Code::usage, printable(whole, 100) + " is not ORG/REPO[@REVISION][:QUANT or /FILE]");
  };
  if (is_hub_reference(text)) text.remove_prefix(3);
  RepoReference reference;
  const size_t first_slash = text.find('/');
  if (first_slash == text.npos) return refuse();
  // The repository ends at '@', ':' or the second slash; behind '@' a revision may hold slashes (refs/pr/N).
  const size_t end = std::min(text.find_first_of("@:/", first_slash + 1), text.size());
  reference.repo = std::string(text.substr(0, end));
  text.remove_prefix(end);
  if (text.starts_with('@')) {
    size_t stop = text.find(':');
    if (stop == text.npos) {
      // refs/pr/N, then a file may follow
      const size_t from = text.starts_with("@refs/") ? text.find('/', text.find('/', 6) + 1) : 1;
      stop = std::min(text.find('/', from == text.npos ? text.size() : from), text.size());
    }
    reference.revision = std::string(text.substr(1, stop - 1));
    text.remove_prefix(stop);
    if (auto good = hub::check_revision(reference.revision); !good) return refuse();
  }
  if (text.starts_with(':')) reference.quantization = std::string(text.substr(1));
  if (text.starts_with('/')) reference.file = std::string(text.substr(1));
  if (!hub::check_repo_id(reference.repo)) return refuse();
  if (!text.empty() && reference.quantization.empty() && reference.file.empty()) return refuse();
  return reference;
}

Result<RepoListing> list_repo(Context& context, HubSession& session, const RepoReference& reference) {
  RepoListing listing;
  SNUG_TRY(listing.info, session.client->repo(reference.repo, reference.revision));
  SNUG_TRY(hub::FileList list, session.client->files(reference.repo, listing.info.commit));
  if (!list.refused.empty())
    context.warn(fmt::format("{} file names of this repository cannot be used and are left out, the first is {}",
                             list.refused.size(), list.refused.front()));
  listing.groups = hub::group_files(list.files);
  listing.files = std::move(list.files);
  return listing;
}

}  // namespace snug::cli
