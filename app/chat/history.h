// A chat as a tree in memory: branches, siblings, and the one path that is shown. Not the store: each change that
// must last is also handed to the message repository by the caller.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "app/chat/message.h"
#include "engine/base/result.h"

namespace snug::chat {

/// Messages with the same parent, oldest first, and the place of one among them ("‹ 2 / 3 ›").
struct Siblings {
  std::vector<Id> ids;
  size_t index = 0;
};

/// The tree of one chat. One thread. Every operation takes time in proportion to the depth of the tree at most.
class History {
 public:
  /// Replaces the tree. Messages may come in any order. One whose parent is missing, or that is part of a circle, is
  /// put at the top: nothing that was stored is hidden. `active_leaf` 0 or unknown: the newest message's branch.
  /// Returns how many messages had to be put at the top.
  size_t load(std::vector<Message> messages, Id active_leaf);

  /// From the first message to the leaf of the branch that is shown.
  [[nodiscard]] std::span<const Id> active_path() const { return path_; }
  /// The last message of the shown branch; 0 if the chat is empty.
  [[nodiscard]] Id active_leaf() const { return path_.empty() ? 0 : path_.back(); }
  [[nodiscard]] const Message* find(Id id) const;
  [[nodiscard]] size_t size() const { return nodes_.size(); }
  /// Empty if the id is unknown.
  [[nodiscard]] Siblings siblings(Id id) const;
  /// Answers (assistant messages) anywhere under `id`: "The 2 answers below stay."
  [[nodiscard]] size_t answers_below(Id id) const;

  /// Adds a message under its parent and shows it. Errors: bad_input (no id, an id that exists, an unknown parent).
  Status add(Message message);
  /// Shows the branch through `id`; below it, what was last shown there, else the newest. Error: not_found.
  Status select(Id id);
  /// Shows the sibling `step` places away, if there is one, and returns its id (else `id`). Error: not_found.
  Result<Id> select_sibling(Id id, int step);

  /// A person's message with other words: a new sibling, shown. Returns the added message. Errors: not_found;
  /// bad_input if `id` is not a person's message.
  Result<Message> edit(Id id, std::string content);
  /// An empty streaming answer to `parent_id`, shown. A second one is a sibling of the first. Error: not_found.
  Result<Message> reply(Id parent_id, std::string model_name);
  /// Another answer in the place of `answer_id`: a new sibling, shown. Errors: not_found; bad_input if it is no answer.
  Result<Message> regenerate(Id answer_id, std::string model_name);
  /// Makes the shown leaf, an answer, stream again after what it says already. Errors: not_found; bad_input if it is
  /// not an answer, not the leaf, or streams now.
  Status continue_answer(Id id);
  /// New text of a message that streams. Error: not_found.
  Status append(Id id, std::string_view content, std::string_view reasoning);
  /// The end of a message that streams. Error: not_found.
  Status finish(Id id, MessageState state, const MessageStats& stats);

 private:
  struct Node {
    Message message;
    std::vector<Id> children;
    Id shown_child = 0;
  };
  void rebuild_path();
  void show_through(Id id);
  Node* node(Id id);

  std::unordered_map<Id, Node> nodes_;
  std::vector<Id> roots_;
  Id shown_root_ = 0;
  std::vector<Id> path_;
  Id chat_id_ = 0;
};

}  // namespace snug::chat
