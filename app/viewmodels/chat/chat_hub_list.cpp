// The part of ChatHub that keeps the list of chats: opening, and the verbs that need no engine.
#include <algorithm>

#include "app/manager/store/message_repository.h"
#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/core/error_text.h"
#include "engine/base/error_table.h"

namespace snug::ui {

OpenChat* ChatHub::find(chat::Id chatId) {
  const auto it = m_chats.find(chatId);
  return it == m_chats.end() ? nullptr : it->second.get();
}

bool ChatHub::isGenerating(chat::Id chatId) const {
  const auto it = m_chats.find(chatId);
  return it != m_chats.end() && it->second->live != nullptr;
}

bool ChatHub::isGenerating() const {
  return std::any_of(m_chats.begin(), m_chats.end(), [](const auto& entry) { return entry.second->live != nullptr; });
}

void ChatHub::show(OpenChat& chat) {
  m_wanted = chat.chat.id;
  m_current = &chat;
  Q_EMIT currentChanged();
}

store::ChatSummary* ChatHub::summary(chat::Id id) {
  const auto it = std::find_if(m_summaries.begin(), m_summaries.end(), [&](const auto& s) { return s.id == id; });
  return it == m_summaries.end() ? nullptr : &*it;
}

void ChatHub::rename(chat::Id id, const std::string& title) {
  store::ChatSummary* row = summary(id);
  if (row == nullptr || title.empty() || row->title == title) return;
  row->title = title;
  if (OpenChat* open = find(id)) open->chat.title = title;
  m_store.tell([id, title](store::Store& s) { return store::ChatRepository(s.db).rename(id, title); });
  Q_EMIT listChanged();
}

void ChatHub::setPinned(chat::Id id, bool pinned) {
  store::ChatSummary* row = summary(id);
  if (row == nullptr || row->pinned == pinned) return;
  row->pinned = pinned;
  if (OpenChat* open = find(id)) open->chat.pinned = pinned;
  m_store.tell([id, pinned](store::Store& s) { return store::ChatRepository(s.db).set_pinned(id, pinned); });
  Q_EMIT listChanged();
}

void ChatHub::move(chat::Id id, chat::Id folderId) {
  store::ChatSummary* row = summary(id);
  if (row == nullptr || row->folder_id == folderId) return;
  row->folder_id = folderId;
  if (OpenChat* open = find(id)) open->chat.folder_id = folderId;
  m_store.tell([id, folderId](store::Store& s) { return store::ChatRepository(s.db).move(id, folderId); });
  Q_EMIT listChanged();
}

void ChatHub::duplicate(chat::Id id, const std::string& title) {
  m_store.ask([id, title](store::Store& s) { return store::ChatRepository(s.db).duplicate(id, title); }, receiver(),
              [this](Result<chat::Id> copy) {
                if (!copy) {
                  Q_EMIT noticed(sentenceOf(copy.error()));
                  return;
                }
                refreshList();
                openChat(*copy);
              });
}

void ChatHub::remove(chat::Id id) {
  if (summary(id) == nullptr) return;
  std::erase_if(m_summaries, [&](const auto& s) { return s.id == id; });
  const bool shown = m_current->chat.id == id;
  if (OpenChat* open = find(id); open != nullptr && open->live) {
    if (open->live->request != 0) m_engine.cancel(open->live->request);
    endLive(*open, chat::MessageState::stopped, {});
  }
  if (m_wanted == id) m_wanted = 0;
  if (shown) newChat();
  m_chats.erase(id);
  m_store.tell([id](store::Store& s) { return store::ChatRepository(s.db).remove(id, chat::now_ms()); });
  Q_EMIT listChanged();
}

void ChatHub::restore(chat::Id id) {
  m_store.ask([id](store::Store& s) { return store::ChatRepository(s.db).restore(id); }, receiver(),
              [this](const Status& status) {
                if (!status) Q_EMIT noticed(sentenceOf(status.error()));
                refreshList();
              });
}

void ChatHub::refreshList() {
  m_store.ask([](store::Store& s) { return store::ChatRepository(s.db).list(); }, receiver(),
              [this](Result<std::vector<store::ChatSummary>> list) {
                if (!list) return;
                m_summaries = *std::move(list);
                Q_EMIT listChanged();
              });
}

void ChatHub::newChat() {
  // One that was begun and left is used again, with what stands unsent in it.
  for (auto& [id, chat] : m_chats) {
    if (!chat->stored) return show(*chat);
  }
  auto chat = std::make_unique<OpenChat>();
  chat->chat.id = chat::new_id();
  chat->chat.created_ms = chat->chat.updated_ms = chat::now_ms();
  OpenChat& made = *chat;
  m_chats[made.chat.id] = std::move(chat);
  show(made);
}

void ChatHub::openChat(chat::Id id) {
  if (OpenChat* open = find(id)) return show(*open);
  m_wanted = id;
  struct Loaded {
    store::Chat chat;
    std::vector<chat::Message> messages;
  };
  m_store.ask(
      [id](store::Store& s) -> Result<Loaded> {
        Loaded loaded;
        SNUG_TRY(loaded.chat, store::ChatRepository(s.db).find(id));
        SNUG_TRY(loaded.messages, store::MessageRepository(s.db).list(id));
        return loaded;
      },
      receiver(),
      [this, id](Result<Loaded> loaded) {
        if (!loaded) {
          Q_EMIT noticed(sentenceOf(loaded.error()));
          return;
        }
        if (find(id) != nullptr) return;  // asked for twice
        auto chat = std::make_unique<OpenChat>();
        chat->chat = std::move(loaded->chat);
        chat->history.load(std::move(loaded->messages), chat->chat.active_leaf);
        chat->stored = true;
        readSettings(*chat);
        OpenChat& opened = *chat;
        m_chats[id] = std::move(chat);
        if (m_wanted == id) show(opened);  // else another one was opened meanwhile
      });
}

void ChatHub::branchFrom(chat::Id messageId) {
  const store::Chat& chat = current().chat;
  m_store.ask([id = chat.id, title = chat.title,
               messageId](store::Store& s) { return store::ChatRepository(s.db).duplicate(id, title, messageId); },
              receiver(),
              [this](Result<chat::Id> copy) {
                if (!copy) return;
                refreshList();
                openChat(*copy);
              });
}

void ChatHub::saveSettings() {
  OpenChat& chat = current();
  chat.chat.settings_json = settingsJson(chat);
  Q_EMIT settingsChanged();
  if (!chat.stored) return;  // written with the chat's first message
  m_store.tell(
      [id = chat.chat.id, json = chat.chat.settings_json, prompt = chat.chat.system_prompt](store::Store& s) -> Status {
        store::ChatRepository chats(s.db);
        SNUG_CHECK_OK(chats.set_settings(id, json));
        return chats.set_system_prompt(id, prompt);
      });
}

void ChatHub::saveDraft(OpenChat& chat) {
  if (!chat.stored) return;
  m_store.tell([id = chat.chat.id, draft = chat.chat.draft](store::Store& s) {
    return store::ChatRepository(s.db).set_draft(id, draft);
  });
}

}  // namespace snug::ui
