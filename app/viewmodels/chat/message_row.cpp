#include "app/viewmodels/chat/message_row.h"

namespace snug::ui {

std::vector<MessageListModel::Role> messageRoles() {
  return {{"messageId", [](const MessageRow& r) { return QString::number(r.id); }},
          {"author", [](const MessageRow& r) { return r.author; }},
          {"modelName", [](const MessageRow& r) { return r.modelName; }},
          {"text", [](const MessageRow& r) { return r.text; }},
          {"blocks", [](const MessageRow& r) { return QVariant::fromValue(r.blocks); }},
          {"phase", [](const MessageRow& r) { return r.phase; }},
          {"lastAnswer", [](const MessageRow& r) { return r.lastAnswer; }},
          {"branchIndex", [](const MessageRow& r) { return r.branchIndex; }},
          {"branchCount", [](const MessageRow& r) { return r.branchCount; }},
          {"rate", [](const MessageRow& r) { return r.rate; }},
          {"firstToken", [](const MessageRow& r) { return r.firstToken; }},
          {"tokenCount", [](const MessageRow& r) { return r.tokenCount; }},
          {"readTokens", [](const MessageRow& r) { return r.readTokens; }},
          {"readPercent", [](const MessageRow& r) { return r.readPercent; }},
          {"answersBelow", [](const MessageRow& r) { return r.answersBelow; }},
          {"errorText", [](const MessageRow& r) { return r.errorText; }},
          {"failure", [](const MessageRow& r) { return QVariant::fromValue(r.failure); }}};
}

}  // namespace snug::ui
