#include "app/manager/download/queue.h"

#include <algorithm>
#include <map>

#include "app/manager/download/origin_record.h"

namespace snug::download {

namespace fs = std::filesystem;

int64_t Item::size_bytes() const {
  int64_t sum = 0;
  for (const hub::RepoFile& file : files) sum += file.size_bytes;
  return sum;
}

fs::path target_of(const fs::path& models, const std::string& repo, const std::string& path) {
  return models / repo / path;
}

Queue::Queue(hub::Gateway& gateway, fs::path models, Options options, int parallel, std::function<void(ItemId)> changed)
    : gateway_(gateway), models_(std::move(models)), options_(options), changed_(std::move(changed)) {
  for (int i = 0; i < parallel; ++i) workers_.emplace_back([this] { work(); });
}

Queue::~Queue() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const auto& entry : entries_) entry->stop = true;
    wake_.notify_all();
  }
  for (std::thread& worker : workers_) worker.join();
}

std::list<std::shared_ptr<Queue::Entry>>::iterator Queue::find(ItemId id) {
  return std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e->id == id; });
}

ItemId Queue::add(Item item, bool paused) {
  const std::lock_guard lock(mutex_);
  for (const auto& entry : entries_) {
    if (entry->item.repo == item.repo && entry->item.files == item.files && !entry->over) return entry->id;
  }
  auto entry = std::make_shared<Entry>();
  entry->id = next_id_++;
  entry->progress.set_total(item.size_bytes());
  entry->item = std::move(item);
  entry->wanted = !paused;
  if (paused) entry->progress.set_state(State::paused);
  entries_.push_back(entry);
  wake_.notify_all();
  return entry->id;
}

void Queue::pause(ItemId id) {
  const std::lock_guard lock(mutex_);
  const auto it = find(id);
  if (it == entries_.end() || (*it)->over) return;
  (*it)->wanted = false;
  (*it)->stop = true;
  if (!(*it)->running) (*it)->progress.set_state(State::paused);
}

void Queue::resume(ItemId id) {
  const std::lock_guard lock(mutex_);
  const auto it = find(id);
  if (it == entries_.end()) return;
  (*it)->wanted = true;
  (*it)->over = false;
  if (!(*it)->running) {
    (*it)->stop = false;
    (*it)->progress.set_state(State::queued);
  }
  wake_.notify_all();
}

void Queue::cancel(ItemId id) {
  const std::lock_guard lock(mutex_);
  const auto it = find(id);
  if (it == entries_.end()) return;
  (*it)->cancelled = true;
  (*it)->stop = true;
  if (!(*it)->running) {
    remove_parts(**it);
    entries_.erase(it);
  }
}

void Queue::remove(ItemId id) {
  const std::lock_guard lock(mutex_);
  const auto it = find(id);
  if (it != entries_.end() && !(*it)->running) entries_.erase(it);
}

void Queue::move(ItemId id, size_t position) {
  const std::lock_guard lock(mutex_);
  const auto it = find(id);
  if (it == entries_.end()) return;
  const auto entry = *it;
  entries_.erase(it);
  entries_.insert(std::next(entries_.begin(), static_cast<std::ptrdiff_t>(std::min(position, entries_.size()))), entry);
}

std::vector<ItemStatus> Queue::list() {
  const std::lock_guard lock(mutex_);
  std::vector<ItemStatus> out;
  for (const auto& entry : entries_) {
    ItemStatus status{entry->id, entry->item, entry->progress.snapshot(), {}};
    for (const hub::RepoFile& file : entry->item.files)
      status.paths.push_back(target_of(models_, entry->item.repo, file.path));
    out.push_back(std::move(status));
  }
  return out;
}

void Queue::work() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto it = std::find_if(entries_.begin(), entries_.end(),
                                 [](const auto& e) { return e->wanted && !e->over && !e->running; });
    if (it == entries_.end()) {
      wake_.wait(lock);
      continue;
    }
    const std::shared_ptr<Entry> entry = *it;
    entry->running = true;
    entry->stop = false;
    lock.unlock();
    const Status status = run(*entry);
    lock.lock();
    finish(*entry, status);
    if (changed_) {
      const ItemId id = entry->id;
      lock.unlock();
      changed_(id);
      lock.lock();
    }
  }
}

void Queue::finish(Entry& entry, const Status& status) {
  entry.running = false;
  if (entry.cancelled) {
    remove_parts(entry);
    entries_.erase(find(entry.id));
    return;
  }
  if (status) {
    entry.over = true;
    entry.progress.set_state(State::done);
  } else if (status.error().code == Code::cancelled) {
    entry.progress.set_state(entry.wanted && !ending_ ? State::queued : State::paused);
  } else {
    entry.over = true;
    entry.progress.set_state(State::failed, status.error());
  }
}

/// Makes the map of every file of a set before the first byte, so that after a kill the set is known whole.
void Queue::announce(const Item& item) {
  for (const hub::RepoFile& file : item.files) {
    const fs::path target = target_of(models_, item.repo, file.path);
    std::error_code error;
    if (fs::exists(target, error) || fs::exists(map_path(target), error)) continue;
    (void)PartFile::open(target, {item.repo, item.commit, file.path, file.size_bytes, file.sha256, file.git_oid},
                         [] { return false; });
  }
}

Status Queue::run(Entry& entry) {
  const Item& item = entry.item;
  std::vector<PartFile> verified;
  if (item.files.size() > 1) announce(item);
  int64_t base = 0;
  for (const hub::RepoFile& file : item.files) {
    entry.progress.set_file(file.path, base);
    FileJob job(gateway_, {item.repo, item.commit, file, target_of(models_, item.repo, file.path)}, options_,
                entry.progress, entry.stop);
    SNUG_TRY(std::optional<PartFile> part, job.run());
    if (part) verified.push_back(*std::move(part));
    base += file.size_bytes;
    entry.progress.set_file_done(file.size_bytes);
  }
  // The first shard is what readers look for, so it comes last: a cut between two renames leaves no half a model.
  for (auto part = verified.rbegin(); part != verified.rend(); ++part) SNUG_CHECK_OK(part->publish());
  return {};
}

void Queue::remove_parts(const Entry& entry) {
  for (const hub::RepoFile& file : entry.item.files) {
    const fs::path target = target_of(models_, entry.item.repo, file.path);
    const PartIdentity identity{entry.item.repo, entry.item.commit, file.path,
                                file.size_bytes, file.sha256,       file.git_oid};
    std::error_code error;
    if (!fs::exists(part_path(target), error)) continue;
    auto part = PartFile::open(target, identity, [] { return false; });
    if (part && *part) (*part)->discard();
  }
}

std::vector<Item> unfinished_items(const fs::path& models) {
  std::map<std::string, Item> items;
  std::error_code error;
  for (fs::recursive_directory_iterator it(models, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!name.ends_with(".part.map") || it.depth() > 8) continue;
    const auto identity = read_identity(it->path());
    // The map must lie where its own words say, or it is not ours to follow.
    if (!identity || !hub::check_repo_id(identity->repo) || !hub::check_file_path(identity->path) ||
        !hub::is_hex(identity->commit, 40) || map_path(target_of(models, identity->repo, identity->path)) != it->path())
      continue;
    const size_t shard = identity->path.rfind("-of-");
    const std::string base =
        shard != std::string::npos && shard > 6 ? identity->path.substr(0, shard - 6) : identity->path;
    Item& item = items[identity->repo + "\n" + base];
    item.repo = identity->repo;
    item.commit = identity->commit;
    item.label = fs::path(base).stem().string();
    item.files.push_back({identity->path, identity->size_bytes, identity->sha256, identity->git_oid});
  }
  std::vector<Item> out;
  for (auto& [key, item] : items) {
    std::sort(item.files.begin(), item.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace snug::download
