// Which pieces of a file are here, which are on the way, and who fetches what next. Internal to the file job.
#pragma once

#include <xxhash.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/manager/download/part_file.h"

namespace snug::download {

/// A run of bytes that one connection fetches: pieces [first, end), from `from` bytes within the first.
struct Span {
  int64_t first = 0;
  int64_t end = 0;
  int64_t from = 0;
};

/// Any thread; one lock. What was received of a piece survives the end of its connection.
class Pieces {
 public:
  explicit Pieces(const PartFile& part);

  /// The next span for a connection: the first missing pieces in order, at most `most` of them; nothing if all are here
  /// or on the way.
  std::optional<Span> take(int64_t most);
  /// Gives back what a connection did not finish: pieces from `first` up to `end` that are on the way are missing
  /// again.
  void give_back(int64_t first, int64_t end);
  /// Writes bytes that came for a piece at `offset` within it; true when the piece is whole now.
  Result<bool> add(int64_t piece, int64_t offset, std::string_view bytes);
  /// Bytes of the piece that are here.
  [[nodiscard]] int64_t filled(int64_t piece);

  /// Waits until a piece is whole and gives its hash; nothing when `stop()` was called.
  std::optional<uint64_t> wait_whole(int64_t piece);
  void stop();
  /// A piece turned out to be damaged: missing again.
  void damaged(int64_t piece);
  void all_missing();
  /// Drops what is here of pieces that are not whole.
  void forget_partial();

  [[nodiscard]] bool all_whole();
  [[nodiscard]] int64_t missing();
  [[nodiscard]] int64_t done_bytes();
  /// Pieces that became whole since the last call, with their hashes: to be recorded.
  std::vector<std::pair<int64_t, uint64_t>> take_fresh();
  [[nodiscard]] int64_t fresh_bytes();

 private:
  enum class Kind : uint8_t { missing, on_the_way, whole };
  struct Piece {
    Kind kind = Kind::missing;
    int64_t filled = 0;
    uint64_t hash = 0;
    std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> running{nullptr, XXH3_freeState};
  };
  const PartFile& part_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Piece> pieces_;
  std::vector<int64_t> fresh_;
  int64_t n_whole_ = 0;
  int64_t done_bytes_ = 0;
  int64_t fresh_bytes_ = 0;
  int64_t first_missing_ = 0;  ///< no missing piece lies before it
  bool stopped_ = false;
};

}  // namespace snug::download
