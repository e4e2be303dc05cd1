// What the Hub knows: search, a repository's page, its files. Answers are checked before they become values.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>

#include "app/manager/hub/gateway.h"

namespace snug::hub {

enum class Gating : uint8_t { open, automatic, manual };

/// A row of a search.
struct ModelRow {
  std::string id;  ///< ORG/NAME
  int64_t downloads = 0;
  int64_t likes = 0;
  std::string modified;  ///< ISO 8601, as the Hub wrote it; safe to print
  Gating gating = Gating::open;
  std::vector<std::string> tags;
  std::string pipeline;
  std::string architecture;  ///< of one of its GGUF files, empty if the Hub does not say
  int64_t n_parameters = 0;  ///< 0: not known
  int64_t n_ctx_train = 0;
};

enum class Sort : uint8_t { trending, downloads, likes, created, modified };
std::optional<Sort> sort_from_name(std::string_view name);

struct SearchQuery {
  std::string text = {};
  std::string author = {};
  std::string filter = "gguf";  ///< a tag: "gguf", "safetensors", or empty
  Sort sort = Sort::downloads;
  int limit = 20;  ///< rows of a page, at most 100
};

struct SearchPage {
  std::vector<ModelRow> rows;
  std::string next;  ///< address of the next page, empty on the last
};

/// A repository at one commit.
struct RepoInfo {
  std::string id;
  std::string commit;  ///< 40 hex: every later address names it, so listing and bytes cannot disagree
  std::string licence;
  int64_t downloads = 0;
  int64_t likes = 0;
  std::string modified;
  Gating gating = Gating::open;
  std::vector<std::string> tags;
  std::string architecture;
  int64_t n_parameters = 0;
  int64_t n_ctx_train = 0;
};

/// A file of a repository. Names and hashes are checked.
struct RepoFile {
  std::string path;
  int64_t size_bytes = 0;
  std::string sha256;   ///< 64 hex; empty for files that git itself holds
  std::string git_oid;  ///< 40 hex: sha1("blob SIZE\0" + bytes) for files that git itself holds
  bool operator==(const RepoFile&) const = default;
};

struct FileList {
  std::vector<RepoFile> files;
  std::vector<std::string> refused;  ///< names that no file here may have, safe to print
};

/// Where the bytes of a file are, for a while.
struct FilePlace {
  std::string url;
  bool at_endpoint = false;  ///< asked there each time, with the token; else a signed address
  int64_t size_bytes = -1;   ///< as the redirect says; -1: it does not
  std::string sha256;        ///< as the redirect says, else empty
};

/// Any thread. Each call waits for its answer; `stop` ends it with `cancelled`. Errors: offline, network,
/// network_stalled, protocol, limit_exceeded, rate_limited ({"wait_s", n}), gated, token_rejected, repo_not_found,
/// repo_disabled, not_found, bad_input.
class Client {
 public:
  explicit Client(Gateway& gateway, const std::atomic<bool>* stop = nullptr) : gateway_(gateway), stop_(stop) {}

  Result<SearchPage> search(const SearchQuery& query);
  Result<SearchPage> next_page(const SearchPage& page);
  Result<RepoInfo> repo(const std::string& id, const std::string& revision = "main");
  /// Every file at a commit, all pages.
  Result<FileList> files(const std::string& id, const std::string& commit);
  /// A small text file such as README.md, at most 1 MiB of it.
  Result<std::string> text(const std::string& id, const std::string& commit, const std::string& path);
  /// Asks where a file's bytes are. For large files an address at another origin, valid for about an hour.
  Result<FilePlace> locate(const std::string& id, const std::string& commit, const std::string& path);
  /// Bytes [first, last] of a file that locate() found. Error protocol if the server sends another range.
  Result<std::string> range(const FilePlace& place, int64_t first, int64_t last, int64_t total, const char* why);
  /// The name of the token's account. Error: token_rejected.
  Result<std::string> who_am_i();

  [[nodiscard]] Gateway& gateway() { return gateway_; }
  /// Tries of one question before its error counts (5) and the unit of the waits between them (1,000 ms): for tests.
  void set_patience(int tries, int64_t unit_ms) { tries_ = tries, unit_ms_ = unit_ms; }

 private:
  Result<Answer> ask(Request request, std::string_view repo);
  Result<nlohmann::json> ask_json(const std::string& url, const char* why, std::string_view repo, std::string* next);
  Result<SearchPage> search_at(const std::string& url);
  Status pause(int64_t wait_ms) const;

  Gateway& gateway_;
  const std::atomic<bool>* stop_;
  int tries_ = 5;
  int64_t unit_ms_ = 1000;
};

/// The address of a file's bytes: ENDPOINT/REPO/resolve/COMMIT/PATH.
std::string resolve_address(const Config& config, const std::string& id, const std::string& commit,
                            const std::string& path);
/// Status and Content-Range of an answer to a request for bytes [first, last] of `total`. Error: protocol.
Status check_range(const Answer& answer, int64_t first, int64_t last, int64_t total);

}  // namespace snug::hub
