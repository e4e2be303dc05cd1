#include "app/manager/download/pieces.h"

#include <algorithm>
#include <utility>

namespace snug::download {

Pieces::Pieces(const PartFile& part) : part_(part), pieces_(static_cast<size_t>(part.n_pieces())) {
  for (size_t i = 0; i < pieces_.size(); ++i) {
    if (!part.known()[i]) continue;
    pieces_[i].kind = Kind::whole;
    pieces_[i].hash = *part.known()[i];
    pieces_[i].filled = part.piece_size(static_cast<int64_t>(i));
    ++n_whole_;
    done_bytes_ += pieces_[i].filled;
  }
}

std::optional<Span> Pieces::take(int64_t most) {
  const std::lock_guard lock(mutex_);
  const auto n = std::ssize(pieces_);
  while (first_missing_ < n && pieces_[static_cast<size_t>(first_missing_)].kind != Kind::missing) ++first_missing_;
  if (first_missing_ >= n) return std::nullopt;
  Span span{first_missing_, first_missing_, pieces_[static_cast<size_t>(first_missing_)].filled};
  // A piece of which something is here already starts a span, it does not continue one.
  while (span.end < n && span.end - span.first < most) {
    Piece& piece = pieces_[static_cast<size_t>(span.end)];
    if (piece.kind != Kind::missing || (span.end > span.first && piece.filled > 0)) break;
    piece.kind = Kind::on_the_way;
    ++span.end;
  }
  return span;
}

void Pieces::give_back(int64_t first, int64_t end) {
  const std::lock_guard lock(mutex_);
  for (int64_t i = first; i < end; ++i) {
    if (pieces_[static_cast<size_t>(i)].kind != Kind::on_the_way) continue;
    pieces_[static_cast<size_t>(i)].kind = Kind::missing;
    first_missing_ = std::min(first_missing_, i);
  }
}

Result<bool> Pieces::add(int64_t piece, int64_t offset, std::string_view bytes) {
  // Only the connection that has the piece on its way writes it, so the file's own bytes need no lock.
  SNUG_CHECK_OK(part_.write(piece * kPieceBytes + offset, bytes));
  Piece& p = pieces_[static_cast<size_t>(piece)];
  if (!p.running) {
    p.running.reset(XXH3_createState());
    XXH3_64bits_reset(p.running.get());
  }
  XXH3_64bits_update(p.running.get(), bytes.data(), bytes.size());
  const std::lock_guard lock(mutex_);
  p.filled += std::ssize(bytes);
  done_bytes_ += std::ssize(bytes);
  if (p.filled < part_.piece_size(piece)) return false;
  p.hash = XXH3_64bits_digest(p.running.get());
  p.running.reset();
  p.kind = Kind::whole;
  ++n_whole_;
  fresh_.push_back(piece);
  fresh_bytes_ += p.filled;
  changed_.notify_all();
  return true;
}

int64_t Pieces::filled(int64_t piece) {
  const std::lock_guard lock(mutex_);
  return pieces_[static_cast<size_t>(piece)].filled;
}

std::optional<uint64_t> Pieces::wait_whole(int64_t piece) {
  std::unique_lock lock(mutex_);
  const Piece& p = pieces_[static_cast<size_t>(piece)];
  changed_.wait(lock, [&] { return stopped_ || p.kind == Kind::whole; });
  if (stopped_) return std::nullopt;
  return p.hash;
}

void Pieces::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void Pieces::damaged(int64_t piece) {
  const std::lock_guard lock(mutex_);
  Piece& p = pieces_[static_cast<size_t>(piece)];
  if (p.kind != Kind::whole) return;
  p.kind = Kind::missing;
  done_bytes_ -= p.filled;
  p.filled = 0;
  --n_whole_;
  first_missing_ = std::min(first_missing_, piece);
}

void Pieces::all_missing() {
  for (int64_t i = 0; i < std::ssize(pieces_); ++i) damaged(i);
}

void Pieces::forget_partial() {
  const std::lock_guard lock(mutex_);
  for (Piece& p : pieces_) {
    if (p.kind == Kind::whole) continue;
    done_bytes_ -= std::exchange(p.filled, 0);
    p.running.reset();
  }
}

bool Pieces::all_whole() {
  const std::lock_guard lock(mutex_);
  return n_whole_ == std::ssize(pieces_);
}

int64_t Pieces::missing() {
  const std::lock_guard lock(mutex_);
  return std::count_if(pieces_.begin() + std::min<std::ptrdiff_t>(first_missing_, std::ssize(pieces_)), pieces_.end(),
                       [](const Piece& p) { return p.kind == Kind::missing; });
}

int64_t Pieces::done_bytes() {
  const std::lock_guard lock(mutex_);
  return done_bytes_;
}

std::vector<std::pair<int64_t, uint64_t>> Pieces::take_fresh() {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<int64_t, uint64_t>> out;
  for (const int64_t piece : fresh_) {
    const Piece& p = pieces_[static_cast<size_t>(piece)];
    if (p.kind == Kind::whole) out.emplace_back(piece, p.hash);
  }
  fresh_.clear();
  fresh_bytes_ = 0;
  return out;
}

int64_t Pieces::fresh_bytes() {
  const std::lock_guard lock(mutex_);
  return fresh_bytes_;
}

}  // namespace snug::download
