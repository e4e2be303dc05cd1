#include "app/manager/hub/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <random>
#include <set>
#include <thread>

#include "app/manager/hub/answers.h"
#include "app/manager/hub/bounded_json.h"
#include "app/manager/hub/file_rows.h"

namespace snug::hub {
namespace {

using nlohmann::json;

constexpr int kMaxPages = 1000;
constexpr size_t kMaxFiles = 200'000;

Gating gating_of(const json& row) {
  const std::string word = text_field(row, "gated");
  return word == "auto" ? Gating::automatic : word == "manual" ? Gating::manual : Gating::open;
}

std::vector<std::string> tags_of(const json& row) {
  std::vector<std::string> tags;
  const auto it = row.find("tags");
  if (it == row.end() || !it->is_array()) return tags;
  for (const json& tag : *it) {
    if (tag.is_string() && tags.size() < 200) tags.push_back(printable(tag.get_ref<const std::string&>(), 100));
  }
  return tags;
}

int64_t parameters_of(const json& row) {
  const int64_t gguf = count_field(object_field(row, "gguf"), "total");
  return gguf > 0 ? gguf : count_field(object_field(row, "safetensors"), "total");
}

/// The address behind rel="next" of a Link header, at the endpoint. Error: protocol (another origin).
Result<std::string> next_link(const Config& config, std::string_view link) {
  while (!link.empty()) {
    const size_t open = link.find('<'), close = link.find('>', open == link.npos ? 0 : open);
    if (open == link.npos || close == link.npos) break;
    const std::string_view target = link.substr(open + 1, close - open - 1);
    link.remove_prefix(close + 1);
    const std::string_view rest = link.substr(0, link.find('<'));
    if (rest.find("rel=\"next\"") == rest.npos && rest.find("rel=next") == rest.npos) continue;
    SNUG_TRY(std::string url, resolve_url(config.endpoint + "/", target));
    url = with_origin(url, Origin{"https", "huggingface.co", 443}, config.origin);
    SNUG_TRY(const Origin origin, origin_of(url));
    if (origin != config.origin)
      return fail(Code::protocol, "the next page is said to be at " + printable(origin.text(), 80));
    return url;
  }
  return std::string();
}

double random_part() {
  static thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

std::optional<Sort> sort_from_name(std::string_view name) {
  if (name == "trending") return Sort::trending;
  if (name == "downloads") return Sort::downloads;
  if (name == "likes") return Sort::likes;
  if (name == "created") return Sort::created;
  if (name == "modified") return Sort::modified;
  return std::nullopt;
}

std::string resolve_address(const Config& config, const std::string& id, const std::string& commit,
                            const std::string& path) {
  return config.endpoint + "/" + quote(id, true) + "/resolve/" + quote(commit) + "/" + quote(path, true);
}

Status check_range(const Answer& answer, int64_t first, int64_t last, int64_t total) {
  if (answer.status == 200) return fail(Code::protocol, "the server ignores byte ranges");
  if (answer.status != 206) return fail(Code::protocol, fmt::format("status {} for a part of a file", answer.status));
  const std::string wanted = fmt::format("bytes {}-{}/{}", first, last, total);
  if (header(answer.headers, "content-range") != wanted)
    return fail(Code::protocol, "another part of the file than was asked for");
  if (!header(answer.headers, "content-encoding").empty() && header(answer.headers, "content-encoding") != "identity")
    return fail(Code::protocol, "a part of a file, encoded");
  return {};
}

Status Client::pause(int64_t wait_ms) const {
  for (; wait_ms > 0; wait_ms -= 50) {
    if (stop_ != nullptr && *stop_) return fail(Code::cancelled);
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min<int64_t>(wait_ms, 50)));
  }
  return {};
}

Result<Answer> Client::ask(Request request, std::string_view repo) {
  for (int n = 1;; ++n) {
    auto answer = gateway_.fetch(request, stop_);
    Error error;
    bool again = false;
    if (!answer) {
      error = std::move(answer.error());
      again = may_try_again(error);
    } else if (answer->status >= 400 || answer->status < 200) {
      error = refusal(*answer, repo, gateway_.config());
      // A pause that the Hub asks for is told at once: the caller shows it, and may come back.
      again = may_try_again(answer->status) && answer->status != 429;
    } else {
      return answer;
    }
    if (!again || n >= tries_) return fail(std::move(error));
    SNUG_CHECK_OK(pause(backoff_ms(n, random_part()) * unit_ms_ / 1000));
  }
}

Result<json> Client::ask_json(const std::string& url, const char* why, std::string_view repo, std::string* next) {
  Request request;
  request.url = url;
  request.why = why;
  request.compressed = true;
  SNUG_TRY(const Answer answer, ask(std::move(request), repo));
  SNUG_TRY(json value, parse_json(answer.body));
  if (next != nullptr) {
    SNUG_TRY(*next, next_link(gateway_.config(), header(answer.headers, "link")));
  }
  return value;
}

Result<SearchPage> Client::search_at(const std::string& url) {
  SearchPage page;
  SNUG_TRY(const json rows, ask_json(url, "search", "", &page.next));
  if (!rows.is_array()) return fail(Code::protocol, "a search that is no list");
  for (const json& row : rows) {
    if (!row.is_object()) continue;
    ModelRow model;
    model.id = text_field(row, "id");
    if (!check_repo_id(model.id)) continue;
    model.downloads = count_field(row, "downloads");
    model.likes = count_field(row, "likes");
    model.modified = text_field(row, "lastModified", 40);
    model.gating = gating_of(row);
    model.tags = tags_of(row);
    model.pipeline = text_field(row, "pipeline_tag", 60);
    model.architecture = text_field(object_field(row, "gguf"), "architecture", 60);
    model.n_ctx_train = count_field(object_field(row, "gguf"), "context_length");
    model.n_parameters = parameters_of(row);
    page.rows.push_back(std::move(model));
  }
  if (page.next == url) return fail(Code::protocol, "a page that names itself as the next");
  return page;
}

Result<SearchPage> Client::search(const SearchQuery& query) {
  static constexpr const char* kSorts[] = {"trendingScore", "downloads", "likes", "createdAt", "lastModified"};
  std::string url = gateway_.config().endpoint +
                    "/api/models?limit=" + std::to_string(std::clamp(query.limit, 1, 100)) +
                    "&sort=" + kSorts[static_cast<size_t>(query.sort)];
  if (!query.text.empty()) url += "&search=" + quote(query.text);
  if (!query.author.empty()) url += "&author=" + quote(query.author);
  if (!query.filter.empty()) url += "&filter=" + quote(query.filter);
  for (const char* field :
       {"downloads", "likes", "lastModified", "gated", "tags", "pipeline_tag", "gguf", "safetensors"})
    url += std::string("&expand=") + field;
  return search_at(url);
}

Result<SearchPage> Client::next_page(const SearchPage& page) {
  if (page.next.empty()) return SearchPage{};
  return search_at(page.next);
}

Result<RepoInfo> Client::repo(const std::string& id, const std::string& revision) {
  SNUG_CHECK_OK(check_repo_id(id));
  SNUG_CHECK_OK(check_revision(revision));
  const std::string url =
      gateway_.config().endpoint + "/api/models/" + quote(id, true) + "/revision/" + quote(revision);
  SNUG_TRY(const json row, ask_json(url, "repository", id, nullptr));
  if (!row.is_object()) return fail(Code::protocol, "a repository that is no object");
  RepoInfo info;
  info.id = id;
  info.commit = text_field(row, "sha");
  if (!is_hex(info.commit, 40)) return fail(Code::protocol, "a repository without a commit");
  info.licence = text_field(object_field(row, "cardData"), "license", 100);
  info.downloads = count_field(row, "downloads");
  info.likes = count_field(row, "likes");
  info.modified = text_field(row, "lastModified", 40);
  info.gating = gating_of(row);
  info.tags = tags_of(row);
  info.architecture = text_field(object_field(row, "gguf"), "architecture", 60);
  info.n_ctx_train = count_field(object_field(row, "gguf"), "context_length");
  info.n_parameters = parameters_of(row);
  return info;
}

Result<FileList> Client::files(const std::string& id, const std::string& commit) {
  SNUG_CHECK_OK(check_repo_id(id));
  std::string url = gateway_.config().endpoint + "/api/models/" + quote(id, true) + "/tree/" + quote(commit) +
                    "?recursive=true&expand=false";
  FileList list;
  std::set<std::string> pages;
  FileRows rows(list);
  while (!url.empty()) {
    if (!pages.insert(url).second) return fail(Code::protocol, "a list of files whose pages go in a circle");
    if (pages.size() > kMaxPages || list.files.size() > kMaxFiles)
      return fail(Code::limit_exceeded, fmt::format("{} has more files than any model", id));
    std::string next;
    SNUG_TRY(const json page, ask_json(url, "file list", id, &next));
    SNUG_CHECK_OK(rows.add(page));
    url = std::move(next);
  }
  return list;
}

Result<std::string> Client::text(const std::string& id, const std::string& commit, const std::string& path) {
  SNUG_CHECK_OK(check_repo_id(id));
  SNUG_CHECK_OK(check_file_path(path));
  Request request;
  request.url = resolve_address(gateway_.config(), id, commit, path);
  request.why = "text";
  request.limit_bytes = 1 << 20;
  SNUG_TRY(Answer answer, ask(std::move(request), id));
  return std::move(answer.body);
}

Result<FilePlace> Client::locate(const std::string& id, const std::string& commit, const std::string& path) {
  SNUG_CHECK_OK(check_repo_id(id));
  SNUG_CHECK_OK(check_file_path(path));
  Request request;
  request.url = resolve_address(gateway_.config(), id, commit, path);
  request.why = "where a file is";
  // GET, as its bytes will be: an address signed for HEAD may refuse GET. One byte, in case it answers at once.
  request.first_byte = request.last_byte = 0;
  request.stop_at_other_origin = true;
  request.limit_bytes = 64 << 10;
  const std::string asked = request.url;
  auto answer = ask(std::move(request), id);
  if (!answer) {
    // An empty file has no first byte; the refusal of its range is as good as an answer.
    for (const auto& [key, value] : answer.error().context) {
      if (key == "status" && value == "416") return FilePlace{asked, true, -1, {}};
    }
    return fail(std::move(answer.error()));
  }
  FilePlace place;
  place.at_endpoint = answer->redirect.empty();
  place.url = place.at_endpoint ? asked : answer->redirect;
  const std::string_view size = header(answer->headers, "x-linked-size");
  if (!size.empty()) std::from_chars(size.data(), size.data() + size.size(), place.size_bytes);
  std::string_view etag = header(answer->headers, "x-linked-etag");
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() > 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  if (is_hex(etag, 64)) place.sha256 = std::string(etag);
  return place;
}

Result<std::string> Client::range(const FilePlace& place, int64_t first, int64_t last, int64_t total, const char* why) {
  Request request;
  request.url = place.url;
  request.why = why;
  request.first_byte = first;
  request.last_byte = last;
  request.limit_bytes = last - first + 1;
  SNUG_TRY(Answer answer, ask(std::move(request), ""));
  SNUG_CHECK_OK(check_range(answer, first, last, total));
  if (std::ssize(answer.body) != last - first + 1) return fail(Code::network, "a part of a file that ends early");
  return std::move(answer.body);
}

Result<std::string> Client::who_am_i() {
  SNUG_TRY(const json row, ask_json(gateway_.config().endpoint + "/api/whoami-v2", "token", "", nullptr));
  return text_field(row, "name");
}

}  // namespace snug::hub
