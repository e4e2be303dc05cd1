// The hash by which the Hub knows a file: SHA-256 of its bytes, or git's blob id for small ones.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::download {

/// One running hash (OpenSSL's).
class FileHash {
 public:
  /// SHA-256, or with `git` sha1("blob SIZE\0" + bytes).
  FileHash(bool git, int64_t size_bytes);
  ~FileHash();
  FileHash(FileHash&&) noexcept;
  FileHash& operator=(FileHash&&) noexcept;
  void add(std::string_view bytes);
  /// Lower-case hex. Ends it.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Hashes a file; `progress` gets the bytes done. Errors: file_not_found, io, cancelled.
Result<std::string> hash_file(const std::filesystem::path& path, bool git, const std::atomic<bool>* stop,
                              const std::function<void(int64_t)>& progress = {});

}  // namespace snug::download
