// A file that is arriving: PATH.part holds its bytes, PATH.part.map says which pieces of it are true.
//
// The map is a header of 4,096 bytes (JSON and its checksum) and one record of 16 bytes a piece: XXH3 of the piece as
// received, and a check of the record itself. A record is written only after the bytes of its piece were synced, so the
// map never promises what a power cut could take; a torn record fails its check and costs its piece. The size of the
// part proves nothing: it is reserved at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace snug::download {

inline constexpr int64_t kPieceBytes = int64_t{8} << 20;

/// What a part is to become. Stored in the map, so that a download can go on after a restart without the Hub.
struct PartIdentity {
  std::string repo;
  std::string commit;
  std::string path;  ///< in the repository
  int64_t size_bytes = 0;
  std::string sha256;   ///< hex; empty for files that git itself holds
  std::string git_oid;  ///< hex
  bool operator==(const PartIdentity&) const = default;
};

/// XXH3 of received bytes: tells damage on the disk, not bad intent.
uint64_t piece_hash(std::string_view bytes);

/// Exclusive: one PartFile of a path at a time, over all processes. Movable. Calls are for one thread, except write()
/// and read(), which any thread may make at once.
class PartFile {
 public:
  /// Opens or makes target.part and takes its lock; reads the map if it is of the same identity, else begins anew.
  /// `wait` is asked while another process holds the lock, about five times a second: false ends the wait with
  /// `locked`. Nothing (no error) if the lock came free because the file was published: look at the target again.
  /// Errors: locked, read_only, disk_full, io.
  static Result<std::optional<PartFile>> open(const std::filesystem::path& target, const PartIdentity& identity,
                                              const std::function<bool()>& wait);

  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&& other) noexcept;
  ~PartFile();

  [[nodiscard]] const PartIdentity& identity() const { return identity_; }
  [[nodiscard]] int64_t n_pieces() const;
  [[nodiscard]] int64_t piece_size(int64_t piece) const;
  /// The hash of each piece that the map vouches for.
  [[nodiscard]] const std::vector<std::optional<uint64_t>>& known() const { return known_; }

  /// Takes the whole space now where the file system can. Errors: disk_full, io.
  Status reserve();
  /// Bytes of the disk that the part has taken.
  [[nodiscard]] int64_t taken_bytes() const;
  [[nodiscard]] Status write(int64_t offset, std::string_view bytes) const;
  /// Exactly bytes.size() bytes. Errors: file_truncated, io.
  [[nodiscard]] Status read(int64_t offset, std::span<char> bytes) const;
  /// Syncs the data, then records these pieces. Errors: disk_full, io.
  Status record(std::span<const std::pair<int64_t, uint64_t>> pieces);
  /// Takes a piece back.
  Status forget(int64_t piece);

  /// Syncs everything, makes the file read-only, writes its origin record, renames it to the target, removes the map.
  Status publish();
  /// Removes part and map.
  void discard();
  /// Moves the part aside as target.bad and removes the map.
  void set_aside();

 private:
  PartFile() = default;
  Status read_map();
  Status begin_map();
  void close();

  std::filesystem::path target_;
  PartIdentity identity_;
  int fd_ = -1;
  int map_fd_ = -1;
  std::vector<std::optional<uint64_t>> known_;
};

std::filesystem::path part_path(const std::filesystem::path& target);
std::filesystem::path map_path(const std::filesystem::path& target);
/// Reads what a map promises to become, without opening the part. Errors: file_malformed, io.
Result<PartIdentity> read_identity(const std::filesystem::path& map);

}  // namespace snug::download
