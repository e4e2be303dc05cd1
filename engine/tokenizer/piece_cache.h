// Pieces that one encode call has met already, and where in its output their ids stand. Bounded and lossy: a newer
// piece takes the slot of an older one.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "engine/tokenizer/vocab.h"

namespace snug::tokenizer {

/// One an encode call. The texts must outlive it.
class PieceCache {
 public:
  /// Longer pieces hardly ever come twice.
  static constexpr size_t kLongestPiece = 48;

  /// A table in proportion to the text, at most 16,384 slots (0.5 MiB).
  explicit PieceCache(size_t text_bytes) {
    size_t size = 16;
    while (size < 16384 && size < text_bytes / 8) size *= 2;
    slots_.resize(size);
  }

  /// Appends the ids of a piece that was met before; false if it is not known.
  bool append(std::string_view piece, std::vector<TokenId>& out) const {
    if (piece.size() > kLongestPiece) return false;
    const Slot& slot = slots_[index_of(piece)];
    if (slot.piece != piece) return false;
    const size_t at = out.size();
    out.resize(at + slot.n_ids);
    for (size_t i = 0; i < slot.n_ids; ++i) out[at + i] = out[slot.begin + i];
    return true;
  }
  /// Remembers that out[begin...] are the ids of a piece.
  void put(std::string_view piece, size_t begin, const std::vector<TokenId>& out) {
    if (piece.size() > kLongestPiece || piece.empty()) return;
    slots_[index_of(piece)] = {piece, begin, out.size() - begin};
  }

 private:
  struct Slot {
    std::string_view piece;
    size_t begin = 0;
    size_t n_ids = 0;
  };
  size_t index_of(std::string_view piece) const { return std::hash<std::string_view>{}(piece) & (slots_.size() - 1); }
  std::vector<Slot> slots_;
};

}  // namespace snug::tokenizer
