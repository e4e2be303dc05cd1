#include "app/manager/download/file_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <thread>

#include "app/manager/download/origin_record.h"
#include "app/manager/hub/answers.h"

namespace snug::download {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kMaxRelocations = 3;
constexpr int kMaxBadAnswers = 8;
constexpr int64_t kMostPieces = 8;  // of a span: 64 MiB

double random_part() {
  static thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

int64_t ms_since(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - time).count();
}

}  // namespace

int64_t space_to_leave(int64_t disk_bytes) {
  return std::min(int64_t{1} << 30, disk_bytes / 20);
}

Status check_space(const fs::path& folder, int64_t bytes) {
  std::error_code error;
  const fs::space_info space = fs::space(folder, error);
  if (error) return {};  // then writing is the test
  const auto available = static_cast<int64_t>(std::min<uintmax_t>(space.available, INT64_MAX));
  const int64_t need = bytes + space_to_leave(static_cast<int64_t>(std::min<uintmax_t>(space.capacity, INT64_MAX)));
  if (need <= available) return {};
  return fail(Error{Code::disk_full, fmt::format("{:.2f} GB more are needed, counting what should stay free",
                                                 static_cast<double>(need - available) / 1e9)}
                  .with("need_bytes", std::to_string(need))
                  .with("free_bytes", std::to_string(available)));
}

FileJob::FileJob(hub::Gateway& gateway, FileTask task, Options options, Progress& progress,
                 const std::atomic<bool>& stop)
    : gateway_(gateway),
      task_(std::move(task)),
      options_(options),
      progress_(progress),
      stop_(stop),
      client_(gateway, &stop) {
  client_.set_patience(1, options.backoff_unit_ms);  // patience is ours: it is shown and has its limits
}

FileJob::~FileJob() {
  stop_connections();
}

Result<bool> FileJob::is_there() {
  const hub::RepoFile& file = task_.file;
  if (is_as_verified(task_.target, file.size_bytes, file.sha256, file.git_oid)) return true;
  std::error_code error;
  if (fs::file_size(task_.target, error) != static_cast<uintmax_t>(file.size_bytes) || error) return false;
  // A file of the right size without a record, or changed since: its content decides.
  progress_.set_state(State::verifying);
  auto hash =
      hash_file(task_.target, file.sha256.empty(), &stop_, [&](int64_t done) { progress_.set_file_done(done); });
  if (!hash)
    return hash.error().code == Code::cancelled ? Result<bool>(fail(std::move(hash.error()))) : Result<bool>(false);
  if (*hash != (file.sha256.empty() ? file.git_oid : file.sha256)) return false;
  OriginRecord origin{task_.repo, task_.commit, file.path, file.size_bytes, file.sha256, file.git_oid, 0};
  origin.modified_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(
                           std::chrono::file_clock::to_sys(fs::last_write_time(task_.target, error)).time_since_epoch())
                           .count();
  (void)write_origin(task_.target, origin);
  return true;
}

Result<std::optional<PartFile>> FileJob::open_part() {
  const hub::RepoFile& file = task_.file;
  const PartIdentity identity{task_.repo, task_.commit, file.path, file.size_bytes, file.sha256, file.git_oid};
  while (true) {
    SNUG_TRY(const bool there, is_there());
    if (there) return std::optional<PartFile>();
    auto part = PartFile::open(task_.target, identity, [&] {
      progress_.set_state(State::waiting_lock);
      return options_.wait_for_lock && !stop_;
    });
    if (!part) {
      if (stop_) return fail(Code::cancelled);
      return fail(std::move(part.error()));
    }
    if (!*part) continue;
    // Published between our look and our lock?
    SNUG_TRY(const bool now_there, is_there());
    if (now_there) {
      (*part)->discard();
      return std::optional<PartFile>();
    }
    return std::move(*part);
  }
}

Status FileJob::make_room(PartFile& part) {
  while (true) {
    // What the part has taken already, recorded or not, is not free any more: it is not asked for twice.
    Status room =
        check_space(task_.target.parent_path(), std::max<int64_t>(0, task_.file.size_bytes - part.taken_bytes()));
    // A part that has all its room may use what should stay free.
    if (!room && part.taken_bytes() >= task_.file.size_bytes) room = {};
    if (room && options_.reserve) room = part.reserve();
    if (room) return {};
    if (room.error().code != Code::disk_full || !options_.wait_for_space) return room;
    progress_.set_state(State::waiting_space, room.error(), 2000);
    for (int i = 0; i < 20; ++i) {
      if (stop_) return fail(Code::cancelled);
      std::this_thread::sleep_for(100ms);
    }
  }
}

Result<std::optional<PartFile>> FileJob::run() {
  SNUG_TRY(std::optional<PartFile> part, open_part());
  if (!part) return std::optional<PartFile>();
  SNUG_CHECK_OK(make_room(*part));
  SNUG_CHECK_OK(fetch_all(*part));
  return part;
}

/// Fetches what is missing and hashes all of it.
Result<std::string> FileJob::fetch_round(PartFile& part) {
  pieces_ = std::make_unique<Pieces>(part);
  Status status;
  std::string hash;
  {
    Hasher hasher(part, *pieces_);
    for (bool more = true; status && more;) {
      auto turn = step(part, hasher);
      if (!turn) status = fail(std::move(turn.error()));
      more = turn && *turn;
    }
    stop_connections();
    if (status) hash = *hasher.result();
  }
  // What came is kept, whatever ended the round.
  const Status kept = sync(part, true);
  if (!status) return fail(std::move(status.error()));
  if (!kept) return fail(kept.error());
  return hash;
}

Status FileJob::fetch_all(PartFile& part) {
  const std::string& wanted = task_.file.sha256.empty() ? task_.file.git_oid : task_.file.sha256;
  for (int wrong = 0;;) {
    const auto got = fetch_round(part);
    if (!got && got.error().code == Code::disk_full && options_.wait_for_space) {
      SNUG_CHECK_OK(make_room(part));
      continue;
    }
    if (!got) return fail(got.error());
    if (*got == wanted) return {};
    // Each piece is as it came, so it came wrong: all of it again, once, from a fresh address.
    if (++wrong == 2) {
      part.set_aside();
      return fail(Error{Code::hash_mismatch,
                        fmt::format("{} should be {} and is {}", printable(task_.file.path, 100), wanted, *got)}
                      .with("expected", wanted)
                      .with("actual", *got));
    }
    for (int64_t i = 0; i < part.n_pieces(); ++i) SNUG_CHECK_OK(part.forget(i));
    place_.reset();
  }
}

/// One turn of the loop; false when the file is whole and hashed.
Result<bool> FileJob::step(PartFile& part, Hasher& hasher) {
  if (stop_) return fail(Code::cancelled);
  if (auto error = hasher.error()) return fail(*std::move(error));
  if (hasher.result() && pieces_->all_whole()) return false;
  SNUG_CHECK_OK(settle(part));
  note_progress();
  SNUG_CHECK_OK(sync(part, false));
  const bool may_start = Clock::now() >= not_before_;
  if (pieces_->all_whole()) {
    progress_.set_state(State::verifying);
    last_byte_at_ = Clock::now();  // nothing more is expected from the network
  } else if (may_start) {
    SNUG_CHECK_OK(locate_if_needed());
    if (place_) start_connections();
    if (!running_.empty()) progress_.set_state(State::running);
  }
  SNUG_CHECK_OK(check_patience());
  std::unique_lock lock(mutex_);
  event_.wait_for(lock, pieces_->all_whole() ? 5ms : 100ms, [&] { return !ended_.empty(); });
  return true;
}

Status FileJob::locate_if_needed() {
  if (place_ || pieces_->missing() == 0) return {};
  progress_.set_state(State::locating, last_error_);
  auto place = client_.locate(task_.repo, task_.commit, task_.file.path);
  if (place) {
    place_ = *std::move(place);
    return {};
  }
  Error error = std::move(place.error());
  if (error.code == Code::rate_limited) {
    int64_t wait_s = 60;
    for (const auto& [key, value] : error.context) {
      if (key == "wait_s") wait_s = std::max<int64_t>(1, std::atoll(value.c_str()));
    }
    return wait_before_retry(std::move(error), wait_s * 1000, true);
  }
  if (hub::may_try_again(error))
    return wait_before_retry(error, hub::backoff_ms(++failures_, random_part()) * options_.backoff_unit_ms / 1000,
                             false);
  if (error.code == Code::protocol && ++bad_answers_ < kMaxBadAnswers)
    return wait_before_retry(error, hub::backoff_ms(bad_answers_, random_part()) * options_.backoff_unit_ms / 1000,
                             false);
  return fail(std::move(error));
}

Status FileJob::wait_before_retry(Error error, int64_t wait_ms, bool limit) {
  not_before_ = Clock::now() + std::chrono::milliseconds(wait_ms);
  last_error_ = error;
  if (running_.empty())
    progress_.set_state(limit ? State::waiting_limit : State::waiting_retry, std::move(error), wait_ms);
  return {};
}

void FileJob::start_connections() {
  const int64_t size = task_.file.size_bytes;
  // After a failure one connection tries the way before the others follow.
  const int most = sequential_ || failures_ > 0 ? 1 : options_.connections;
  while (static_cast<int>(running_.size()) < most) {
    std::optional<Span> span;
    if (sequential_) {
      pieces_->forget_partial();
      if (pieces_->missing() > 0) span = Span{0, (size + kPieceBytes - 1) / kPieceBytes, 0};
    } else {
      span = pieces_->take(std::clamp<int64_t>(pieces_->missing() / (2 * options_.connections), 1, kMostPieces));
      if (!span && !running_.empty()) {
        // The rest is on the way already: the one with most before it gives half away.
        for (const auto& connection : running_) {
          if (ms_since(connection->begun) > 1000 && connection->give_up_half()) break;
        }
        span = pieces_->take(kMostPieces);
      }
    }
    if (!span) return;
    auto connection = std::make_shared<Connection>(*pieces_, progress_, *span, size, sequential_, place_->at_endpoint,
                                                   [this](Connection* ended) {
                                                     const std::lock_guard lock(mutex_);
                                                     ended_.push_back(ended);
                                                     event_.notify_all();
                                                   });
    hub::Request request;
    request.url = place_->url;
    request.why = "part of " + task_.repo;
    request.bulk = true;
    if (!sequential_) {
      request.first_byte = connection->first_byte();
      request.last_byte = connection->last_byte();
    }
    connection->call = gateway_.start(std::move(request), connection);
    running_.push_back(std::move(connection));
  }
}

Status FileJob::settle(PartFile&) {
  std::vector<Connection*> ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }
  Status worst;
  for (const Connection* connection : ended) {
    const auto it =
        std::find_if(running_.begin(), running_.end(), [&](const auto& c) { return c.get() == connection; });
    if (it == running_.end()) continue;
    const std::shared_ptr<Connection> keep = *it;
    running_.erase(it);
    if (keep->received() > 0 && !keep->outcome().refused) failures_ = 0;
    if (!keep->outcome().error) {
      relocations_ = bad_answers_ = 0;
      last_error_.reset();
      continue;
    }
    // All of them leave the list, whatever one says: stop_connections() waits for those that are on it.
    if (auto status = judge(keep->outcome()); !status && worst) worst = std::move(status);
  }
  return worst;
}

/// What the end of a connection means for the job.
Status FileJob::judge(const Outcome& outcome) {
  const Error& error = *outcome.error;
  const auto backoff = [&](int n) { return hub::backoff_ms(n, random_part()) * options_.backoff_unit_ms / 1000; };
  if (outcome.disk || error.code == Code::offline || error.code == Code::out_of_memory) return fail(error);
  if (error.code == Code::cancelled) return {};
  if (outcome.refused) {
    if (outcome.status == 429 || hub::may_try_again(outcome.status)) {
      const int64_t wait_ms = outcome.wait_s > 0 ? outcome.wait_s * 1000 : backoff(++failures_);
      return wait_before_retry(outcome.status == 429 ? Error{Code::rate_limited, "at the storage"} : error, wait_ms,
                               outcome.status == 429);
    }
    // A signed address that has run out, or a hiccup of the storage: never a refusal to the person. The Hub's own
    // refusals come out of locate(), by name.
    place_.reset();
    if (++relocations_ > kMaxRelocations)
      return fail(Error{Code::network, fmt::format("the storage refuses (status {})", outcome.status)});
    return wait_before_retry(error, relocations_ == 1 ? 0 : backoff(relocations_), false);
  }
  if (outcome.ignored_range && ++ignored_ranges_ >= 2) {
    sequential_ = true;
    return {};
  }
  if (hub::may_try_again(error)) return wait_before_retry(error, backoff(++failures_), false);
  place_.reset();
  if (++bad_answers_ >= kMaxBadAnswers) return fail(error);
  return wait_before_retry(error, backoff(std::min(bad_answers_, 3)), false);
}

Status FileJob::sync(PartFile& part, bool all) {
  if (!all && pieces_->fresh_bytes() < options_.sync_bytes && ms_since(last_sync_) < options_.sync_ms) return {};
  last_sync_ = Clock::now();
  return part.record(pieces_->take_fresh());
}

void FileJob::note_progress() {
  const int64_t done = pieces_->done_bytes();
  int64_t received = 0;
  for (const auto& connection : running_) received += connection->received();
  if (received != last_received_ || done != last_done_)
    last_byte_at_ = done > last_done_ ? Clock::now() : last_byte_at_;
  last_received_ = received;
  last_done_ = done;
  progress_.set_file_done(done);
}

Status FileJob::check_patience() {
  if (options_.give_up_ms <= 0 || ms_since(last_byte_at_) < options_.give_up_ms) return {};
  Error error = last_error_.value_or(Error{Code::network_stalled});
  if (error.code != Code::rate_limited && error.code != Code::network) error.code = Code::network_stalled;
  return fail(std::move(error));
}

void FileJob::stop_connections() {
  for (const auto& connection : running_) gateway_.cancel(connection->call);
  // Their last calls use our members: wait for them.
  std::unique_lock lock(mutex_);
  event_.wait(lock, [&] {
    return std::all_of(running_.begin(), running_.end(),
                       [&](const auto& c) { return std::find(ended_.begin(), ended_.end(), c.get()) != ended_.end(); });
  });
  ended_.clear();
  lock.unlock();
  running_.clear();
}

}  // namespace snug::download
