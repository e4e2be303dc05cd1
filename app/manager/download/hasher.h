// Follows the whole pieces of a part in order, checks each against what was received, and hashes the file as it grows,
// so that little is left to do after the last byte. Internal to the file job.
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "app/manager/download/file_hash.h"
#include "app/manager/download/pieces.h"

namespace snug::download {

/// A thread of its own. A piece that does not read back as it was received is given back as missing.
class Hasher {
 public:
  Hasher(const PartFile& part, Pieces& pieces);
  /// Stops it.
  ~Hasher();
  /// The hash, once every piece went through; nothing before. Any thread.
  [[nodiscard]] std::optional<std::string> result();
  [[nodiscard]] std::optional<Error> error();
  /// How many pieces went through.
  [[nodiscard]] int64_t done_pieces() const { return done_; }
  [[nodiscard]] int64_t damaged_pieces() const { return damaged_; }

 private:
  void run();
  Status take(int64_t piece, uint64_t hash, FileHash& file_hash);

  const PartFile& part_;
  Pieces& pieces_;
  std::atomic<int64_t> done_{0};
  std::atomic<int64_t> damaged_{0};
  std::mutex mutex_;
  std::optional<std::string> result_;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace snug::download
