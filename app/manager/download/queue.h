// The queue of downloads: items of one or more files that appear together, in an order that a person may change.
#pragma once

#include <condition_variable>
#include <list>
#include <thread>

#include "app/manager/download/file_job.h"

namespace snug::download {

using ItemId = int64_t;

/// What a person downloads: a quantization with all its shards, perhaps with companions.
struct Item {
  std::string repo;
  std::string commit;
  std::string label;  ///< "Q4_K_M"
  std::vector<hub::RepoFile> files;

  [[nodiscard]] int64_t size_bytes() const;
};

struct ItemStatus {
  ItemId id = 0;
  Item item;
  Snapshot progress;
  std::vector<std::filesystem::path> paths;  ///< of its files, in their order
};

/// models/ORG/REPO/PATH
std::filesystem::path target_of(const std::filesystem::path& models, const std::string& repo, const std::string& path);

/// Any thread. Works on up to `parallel` items at once, in order. Files become visible under their names only when all
/// of their item are verified.
class Queue {
 public:
  /// `changed` is called from a thread of the queue when an item's state changes; it must not block.
  Queue(hub::Gateway& gateway, std::filesystem::path models, Options options, int parallel = 2,
        std::function<void(ItemId)> changed = {});
  /// Pauses everything; what arrived is kept.
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// Adds an item at the end; the same files of the same repository give the item that is there.
  ItemId add(Item item, bool paused = false);
  void pause(ItemId id);
  void resume(ItemId id);
  /// Takes it out and removes its parts. Files that are whole stay.
  void cancel(ItemId id);
  /// Takes an item that is over off the list.
  void remove(ItemId id);
  /// Puts it before `position` (0: first) of the list.
  void move(ItemId id, size_t position);
  /// In the order of the queue.
  [[nodiscard]] std::vector<ItemStatus> list();

 private:
  struct Entry {
    ItemId id = 0;
    Item item;
    Progress progress;
    std::atomic<bool> stop{false};
    bool running = false;
    bool wanted = true;  ///< not paused
    bool cancelled = false;
    bool over = false;  ///< done or failed
  };
  void work();
  void announce(const Item& item);
  Status run(Entry& entry);
  void finish(Entry& entry, const Status& status);
  void remove_parts(const Entry& entry);
  std::list<std::shared_ptr<Entry>>::iterator find(ItemId id);

  hub::Gateway& gateway_;
  const std::filesystem::path models_;
  const Options options_;
  const std::function<void(ItemId)> changed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::list<std::shared_ptr<Entry>> entries_;
  ItemId next_id_ = 1;
  bool ending_ = false;
  std::vector<std::thread> workers_;
};

/// Downloads that an earlier run left unfinished in a models folder, from the maps beside their parts: to be added
/// again, paused or not. Shards of one model are one item as far as their maps are there.
std::vector<Item> unfinished_items(const std::filesystem::path& models);

}  // namespace snug::download
