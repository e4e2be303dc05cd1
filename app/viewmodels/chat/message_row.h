// A message as the conversation draws it.
#pragma once

#include <QObject>
#include <QString>

#include "app/chat/message.h"
#include "app/viewmodels/core/row_list_model.h"

namespace snug::ui {

struct OpenChat;

/// Roles are the members; ids are text, since QML's int has 32 bits.
struct MessageRow {
  chat::Id id = 0;
  QString author;  ///< user answer failure
  QString modelName;
  QString text;
  QObject* blocks = nullptr;
  QString phase;  ///< done reading thinking writing stopped interrupted failed
  bool lastAnswer = false;
  int branchIndex = 1;
  int branchCount = 1;
  double rate = -1;
  double firstToken = -1;
  int tokenCount = 0;
  int readTokens = 0;
  int readPercent = 0;
  int answersBelow = 0;
  QString errorText;
  QObject* failure = nullptr;

  bool operator==(const MessageRow&) const = default;
};

using MessageListModel = RowListModel<MessageRow>;

/// The model's roles, as app/viewmodels/INTERFACE.md lists them.
std::vector<MessageListModel::Role> messageRoles();

}  // namespace snug::ui
