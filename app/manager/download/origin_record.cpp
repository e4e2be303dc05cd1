#include "app/manager/download/origin_record.h"

#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "app/manager/folders/atomic_file.h"

namespace snug::download {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path origin_path(const fs::path& file) {
  return file.parent_path() / ("." + file.filename().string() + ".origin.json");
}

Status write_origin(const fs::path& file, const OriginRecord& o) {
  const json value = {{"repo", o.repo},
                      {"commit", o.commit},
                      {"path", o.path},
                      {"size_bytes", o.size_bytes},
                      {"sha256", o.sha256},
                      {"git_oid", o.git_oid},
                      {"modified_ns", o.modified_ns}};
  return folders::write_atomically(origin_path(file), value.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

std::optional<OriginRecord> read_origin(const fs::path& file) {
  const auto text = folders::read_whole(origin_path(file), 64 << 10);
  if (!text) return std::nullopt;
  const json value = json::parse(*text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  const auto word = [&](const char* key) {
    return value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : "";
  };
  const auto number = [&](const char* key) {
    return value.contains(key) && value[key].is_number_integer() ? value[key].get<int64_t>() : int64_t{-1};
  };
  return OriginRecord{word("repo"),   word("commit"),  word("path"),         number("size_bytes"),
                      word("sha256"), word("git_oid"), number("modified_ns")};
}

bool is_as_verified(const fs::path& file, int64_t size_bytes, const std::string& sha256, const std::string& git_oid) {
  struct stat now {};
  if (::stat(file.c_str(), &now) != 0 || now.st_size != size_bytes) return false;
  const auto origin = read_origin(file);
  return origin && origin->size_bytes == size_bytes && origin->sha256 == sha256 &&
         (!sha256.empty() || origin->git_oid == git_oid) &&
         origin->modified_ns == int64_t{now.st_mtim.tv_sec} * 1'000'000'000 + now.st_mtim.tv_nsec;
}

}  // namespace snug::download
