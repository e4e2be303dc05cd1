#include "app/manager/download/connection.h"

#include <algorithm>

#include "app/manager/hub/answers.h"

namespace snug::download {
namespace {

constexpr size_t kBufferBytes = 256 << 10;

int64_t last_byte_of(int64_t end_piece, int64_t size_bytes) {
  return std::min(end_piece * kPieceBytes, size_bytes) - 1;
}

}  // namespace

Connection::Connection(Pieces& pieces, Progress& progress, Span span, int64_t size_bytes, bool whole_file,
                       bool at_endpoint, std::function<void(Connection*)> done)
    : pieces_(pieces),
      progress_(progress),
      first_piece_(span.first),
      end_piece_(span.end),
      size_bytes_(size_bytes),
      whole_file_(whole_file),
      first_byte_(whole_file ? 0 : span.first * kPieceBytes + span.from),
      last_byte_(last_byte_of(span.end, size_bytes)),
      position_(first_byte_),
      done_(std::move(done)) {
  outcome_.at_endpoint = at_endpoint;
  buffer_.reserve(kBufferBytes);
}

Status Connection::on_headers(const hub::Answer& answer) {
  if (answer.status >= 400) {
    outcome_.refused = true;
    outcome_.status = answer.status;
    outcome_.wait_s = hub::wait_asked_s(answer.headers).value_or(0);
    return {};
  }
  const std::string_view length = hub::header(answer.headers, "content-length");
  const std::string wanted = std::to_string(last_byte_ - first_byte_ + 1);
  if (whole_file_) {
    if (answer.status != 200 || (!length.empty() && length != std::to_string(size_bytes_)))
      return fail(Code::protocol, "the server sends something else than the file");
    return {};
  }
  // A server without ranges: only a whole file of the right size is worth a second look.
  outcome_.ignored_range = answer.status == 200 && length == std::to_string(size_bytes_);
  SNUG_CHECK_OK(hub::check_range(answer, first_byte_, last_byte_, size_bytes_));
  if (!length.empty() && length != wanted)
    return fail(Code::protocol, "a part of a file of another length than was asked for");
  return {};
}

Status Connection::on_data(std::string_view bytes) {
  if (outcome_.refused) return {};  // the page that explains the refusal
  received_ += std::ssize(bytes);
  progress_.received(std::ssize(bytes));
  while (!bytes.empty() && !enough_) {
    const size_t room = kBufferBytes - buffer_.size();
    const std::string_view part = bytes.substr(0, room);
    buffer_ += part;
    bytes.remove_prefix(part.size());
    if (buffer_.size() == kBufferBytes) SNUG_CHECK_OK(flush());
  }
  if (enough_) return fail(Code::cancelled, "another connection has the rest");
  return {};
}

Status Connection::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !enough_) {
    const int64_t piece = position_ / kPieceBytes, offset = position_ % kPieceBytes;
    {
      // give_up_half() may move the end, but never before the piece at work.
      const std::lock_guard lock(split_);
      if (piece >= end_piece_ || position_ >= size_bytes_) {
        enough_ = true;
        break;
      }
      const auto n = static_cast<size_t>(
          std::min<int64_t>(std::ssize(rest), std::min((piece + 1) * kPieceBytes, size_bytes_) - position_));
      position_ += static_cast<int64_t>(n);
      if (!whole_file_ || pieces_.filled(piece) <= offset) {
        if (auto added = pieces_.add(piece, offset, rest.substr(0, n)); !added) {
          outcome_.disk = true;
          buffer_.clear();
          return fail(std::move(added.error()));
        }
      }
      rest.remove_prefix(n);
    }
  }
  buffer_.clear();
  return {};
}

std::optional<int64_t> Connection::give_up_half() {
  const std::lock_guard lock(split_);
  const int64_t at_work = position_ / kPieceBytes;
  const int64_t untouched = end_piece_ - at_work - 1;
  if (whole_file_ || untouched < 1) return std::nullopt;
  const int64_t old_end = end_piece_;
  end_piece_ = old_end - (untouched + 1) / 2;
  pieces_.give_back(end_piece_, old_end);
  return end_piece_;
}

void Connection::on_done(Result<hub::Answer> answer) {
  const Status flushed = flush();
  const bool whole = position_ >= std::min<int64_t>(end_piece_ * kPieceBytes, size_bytes_);
  if (!flushed) {
    outcome_.error = flushed.error();
  } else if (outcome_.disk) {
    outcome_.error = answer ? Error{Code::io} : answer.error();
  } else if (outcome_.refused) {
    outcome_.error = Error{Code::network, "status " + std::to_string(outcome_.status) + " for a part of the file"};
    if (answer && outcome_.at_endpoint) outcome_.error->with("at_endpoint", "yes");
  } else if (!whole) {
    outcome_.error = answer ? Error{Code::network, "the connection ended early"} : answer.error();
  }
  {
    const std::lock_guard lock(split_);
    pieces_.give_back(first_piece_, end_piece_);
  }
  done_(this);
}

}  // namespace snug::download
