#include "app/manager/download/hasher.h"

namespace snug::download {

Hasher::Hasher(const PartFile& part, Pieces& pieces) : part_(part), pieces_(pieces), thread_([this] { run(); }) {}

Hasher::~Hasher() {
  pieces_.stop();
  thread_.join();
}

void Hasher::run() {
  FileHash hash(part_.identity().sha256.empty(), part_.identity().size_bytes);
  std::string buffer;
  for (int64_t piece = 0; piece < part_.n_pieces();) {
    const auto received = pieces_.wait_whole(piece);
    if (!received) return;
    buffer.resize(static_cast<size_t>(part_.piece_size(piece)));
    if (auto status = part_.read(piece * kPieceBytes, buffer); !status) {
      const std::lock_guard lock(mutex_);
      error_ = std::move(status.error());
      return;
    }
    if (piece_hash(buffer) != *received) {
      ++damaged_;
      pieces_.damaged(piece);  // fetched again alone
      continue;
    }
    hash.add(buffer);
    done_ = ++piece;
  }
  const std::lock_guard lock(mutex_);
  result_ = hash.finish();
}

std::optional<std::string> Hasher::result() {
  const std::lock_guard lock(mutex_);
  return result_;
}

std::optional<Error> Hasher::error() {
  const std::lock_guard lock(mutex_);
  return error_;
}

}  // namespace snug::download
