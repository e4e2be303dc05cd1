// The rows of the list of chats: grouped by pin, day, month and folder; or what a search found.
#pragma once

#include <QDate>
#include <QLocale>
#include <functional>
#include <vector>

#include "app/manager/store/chat_repository.h"
#include "app/manager/store/search.h"
#include "app/viewmodels/core/row_list_model.h"

namespace snug::ui {

/// Roles are the members; ids are text.
struct ChatListRow {
  QString rowKind;  ///< heading chat folder
  QString chatId;   ///< of a chat, or of a folder
  QString title;
  QString group;  ///< heading text
  bool pinned = false;
  bool current = false;
  bool generating = false;
  QString matchLine;  ///< StyledText
  int chatCount = 0;
  bool open = false;
  bool operator==(const ChatListRow&) const = default;
};

using ChatRows = RowListModel<ChatListRow>;
std::vector<ChatRows::Role> chatListRoles();

/// What the rows depend on beside the chats.
struct ChatListView {
  chat::Id current = 0;
  std::function<bool(chat::Id)> generating;
  QDate today;
  QLocale locale;
};

/// Pinned, Today, Yesterday, Previous 7 days, one heading a month, then folders with their chats while open. `chats`
/// are the most recent first, as the store lists them. A chat in a folder stands there alone, unless it is pinned.
std::vector<ChatListRow> groupedRows(const std::vector<store::ChatSummary>& chats,
                                     const std::vector<store::Folder>& folders, const ChatListView& view);
/// One row a hit, with the line that matched.
std::vector<ChatListRow> foundRows(const std::vector<store::SearchHit>& hits,
                                   const std::vector<store::ChatSummary>& chats, const ChatListView& view);

}  // namespace snug::ui
