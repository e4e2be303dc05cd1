#include "app/manager/hub/file_rows.h"

#include <algorithm>
#include <cctype>

#include "app/manager/hub/bounded_json.h"

namespace snug::hub {
namespace {

using nlohmann::json;

/// One row of type "file". Hashes are checked here, where they enter: later code builds paths from them.
Result<RepoFile> file_of(const json& row, const std::string& path) {
  RepoFile file;
  file.path = path;
  file.size_bytes = count_field(row, "size", -1);
  file.git_oid = text_field(row, "oid");
  const json& lfs = object_field(row, "lfs");
  if (!lfs.empty()) {
    // "oid" in a tree, "sha256" in a model's list of files.
    file.sha256 = text_field(lfs, lfs.contains("oid") ? "oid" : "sha256");
    file.size_bytes = count_field(lfs, "size", file.size_bytes);
    if (!is_hex(file.sha256, 64)) return fail(Code::protocol, printable(path, 100) + " has a hash that is none");
  }
  if (!is_hex(file.git_oid, 40)) return fail(Code::protocol, printable(path, 100) + " has a hash that is none");
  if (file.size_bytes < 0) return fail(Code::protocol, printable(path, 100) + " has no size");
  return file;
}

}  // namespace

Status FileRows::add(const json& page) {
  if (!page.is_array()) return fail(Code::protocol, "a list of files that is no list");
  for (const json& row : page) {
    if (!row.is_object() || text_field(row, "type") != "file") continue;
    const auto it = row.find("path");
    if (it == row.end() || !it->is_string()) return fail(Code::protocol, "a file without a name");
    const auto& path = it->get_ref<const std::string&>();
    std::string folded = path;
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto file = file_of(row, path);
    // One bad row costs itself, not the repository.
    if (!check_file_path(path) || !file || !seen_.insert(std::move(folded)).second) {
      if (list_.refused.size() < 1000) list_.refused.push_back(printable(path, 100));
      continue;
    }
    list_.files.push_back(*std::move(file));
  }
  return {};
}

}  // namespace snug::hub
