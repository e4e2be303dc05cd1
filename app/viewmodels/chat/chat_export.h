// A chat as one Markdown text.
#pragma once

#include <QString>
#include <vector>

#include "app/manager/store/chat_repository.h"

namespace snug::ui {

struct ChatExport {
  QString fileName;  ///< a suggestion, safe on every file system
  QString text;
};

/// The branch that was shown last: title, system prompt, each message under its author. Any thread.
ChatExport exportAsMarkdown(const store::Chat& chat, std::vector<chat::Message> messages);

}  // namespace snug::ui
