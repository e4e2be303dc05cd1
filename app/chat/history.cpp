#include "app/chat/history.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace snug::chat {

size_t History::load(std::vector<Message> messages, Id active_leaf) {
  nodes_.clear();
  roots_.clear();
  shown_root_ = 0;
  chat_id_ = messages.empty() ? 0 : messages.front().chat_id;
  std::sort(messages.begin(), messages.end(), [](const Message& a, const Message& b) { return a.id < b.id; });
  for (Message& m : messages) nodes_.emplace(m.id, Node{std::move(m), {}, 0});

  std::vector<Id> ids;
  for (const auto& [id, n] : nodes_) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  size_t repaired = 0;
  for (const Id id : ids) {
    Node& n = nodes_.at(id);
    // Ids grow, so that a parent is always older than its child. One that is not cannot be part of a tree:
    // this one comparison rules out circles.
    const bool has_parent =
        n.message.parent_id != 0 && n.message.parent_id < id && nodes_.contains(n.message.parent_id);
    if (n.message.parent_id != 0 && !has_parent) {
      n.message.parent_id = 0;
      ++repaired;
    }
    auto& list = has_parent ? nodes_.at(n.message.parent_id).children : roots_;
    list.push_back(id);
  }
  if (active_leaf != 0 && nodes_.contains(active_leaf)) {
    show_through(active_leaf);
  } else if (!ids.empty()) {
    show_through(ids.back());
  }
  rebuild_path();
  return repaired;
}

const Message* History::find(Id id) const {
  const auto it = nodes_.find(id);
  return it == nodes_.end() ? nullptr : &it->second.message;
}

History::Node* History::node(Id id) {
  const auto it = nodes_.find(id);
  return it == nodes_.end() ? nullptr : &it->second;
}

Siblings History::siblings(Id id) const {
  const Message* m = find(id);
  if (m == nullptr) return {};
  const auto& list = m->parent_id == 0 ? roots_ : nodes_.at(m->parent_id).children;
  const auto at = std::find(list.begin(), list.end(), id);
  return {list, static_cast<size_t>(at - list.begin())};
}

size_t History::answers_below(Id id) const {
  std::vector<Id> open{id};
  size_t answers = 0;
  while (!open.empty()) {
    const auto it = nodes_.find(open.back());
    open.pop_back();
    if (it == nodes_.end()) continue;
    for (const Id child : it->second.children) {
      answers += nodes_.at(child).message.role == Role::assistant ? 1 : 0;
      open.push_back(child);
    }
  }
  return answers;
}

Status History::add(Message message) {
  const Id id = message.id;
  const Id parent = message.parent_id;
  if (id <= 0 || nodes_.contains(id)) return fail(Code::bad_input, "a message needs an id of its own");
  if (parent != 0 && (parent >= id || !nodes_.contains(parent)))
    return fail(Code::bad_input, "the message's parent is unknown");
  if (chat_id_ == 0) chat_id_ = message.chat_id;
  (parent == 0 ? roots_ : nodes_.at(parent).children).push_back(id);
  nodes_.emplace(id, Node{std::move(message), {}, 0});
  show_through(id);
  rebuild_path();
  return {};
}

Status History::select(Id id) {
  if (!nodes_.contains(id)) return fail(Code::not_found, "the message");
  show_through(id);
  rebuild_path();
  return {};
}

Result<Id> History::select_sibling(Id id, int step) {
  const Siblings all = siblings(id);
  if (all.ids.empty()) return fail(Code::not_found, "the message");
  const auto last = static_cast<int64_t>(all.ids.size()) - 1;
  const int64_t want = std::clamp<int64_t>(static_cast<int64_t>(all.index) + step, 0, last);
  const Id chosen = all.ids[static_cast<size_t>(want)];
  SNUG_CHECK_OK(select(chosen));
  return chosen;
}

Result<Message> History::edit(Id id, std::string content) {
  const Message* old = find(id);
  if (old == nullptr) return fail(Code::not_found, "the message");
  if (old->role != Role::user) return fail(Code::bad_input, "only a person's message is edited");
  Message m{.id = new_id(),
            .chat_id = old->chat_id,
            .parent_id = old->parent_id,
            .role = Role::user,
            .content = std::move(content),
            .created_ms = now_ms()};
  SNUG_CHECK_OK(add(m));
  return m;
}

Result<Message> History::reply(Id parent_id, std::string model_name) {
  const Message* parent = find(parent_id);
  if (parent == nullptr) return fail(Code::not_found, "the message");
  Message m{.id = new_id(),
            .chat_id = parent->chat_id,
            .parent_id = parent_id,
            .role = Role::assistant,
            .state = MessageState::streaming,
            .model_name = std::move(model_name),
            .created_ms = now_ms()};
  SNUG_CHECK_OK(add(m));
  return m;
}

Result<Message> History::regenerate(Id answer_id, std::string model_name) {
  const Message* old = find(answer_id);
  if (old == nullptr) return fail(Code::not_found, "the message");
  if (old->role != Role::assistant || old->parent_id == 0)
    return fail(Code::bad_input, "only an answer is regenerated");
  return reply(old->parent_id, std::move(model_name));
}

Status History::continue_answer(Id id) {
  Node* n = node(id);
  if (n == nullptr) return fail(Code::not_found, "the message");
  if (n->message.role != Role::assistant || id != active_leaf()) {
    return fail(Code::bad_input, "only the last answer is continued");
  }
  if (n->message.state == MessageState::streaming) return fail(Code::bad_input, "the answer is being written now");
  n->message.state = MessageState::streaming;
  return {};
}

Status History::append(Id id, std::string_view content, std::string_view reasoning) {
  Node* n = node(id);
  if (n == nullptr) return fail(Code::not_found, "the message");
  n->message.content += content;
  n->message.reasoning += reasoning;
  return {};
}

Status History::finish(Id id, MessageState state, const MessageStats& stats) {
  Node* n = node(id);
  if (n == nullptr) return fail(Code::not_found, "the message");
  n->message.state = state;
  n->message.stats = stats;
  return {};
}

void History::show_through(Id id) {
  for (Id at = id; at != 0;) {
    const Id parent = nodes_.at(at).message.parent_id;
    (parent == 0 ? shown_root_ : nodes_.at(parent).shown_child) = at;
    at = parent;
  }
}

void History::rebuild_path() {
  path_.clear();
  Id at = shown_root_ != 0 || roots_.empty() ? shown_root_ : roots_.back();
  while (at != 0) {
    path_.push_back(at);
    const Node& n = nodes_.at(at);
    at = n.shown_child != 0 || n.children.empty() ? n.shown_child : n.children.back();
  }
}

}  // namespace snug::chat
