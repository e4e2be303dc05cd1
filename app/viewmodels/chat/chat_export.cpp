#include "app/viewmodels/chat/chat_export.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include "app/chat/history.h"

namespace snug::ui {
namespace {

QString words(const char* text) {
  return QCoreApplication::translate("snug::ui::ChatListModel", text);
}

QString fileNameOf(const QString& title) {
  static const QRegularExpression bad(QStringLiteral("[\\x00-\\x1f\\x7f/\\\\:*?\"<>|]+"));
  QString name = QString(title).replace(bad, QStringLiteral(" ")).simplified().left(80).trimmed();
  // A name of dots alone would be a folder, one that begins with a dot hidden.
  while (name.startsWith(u'.') || name.startsWith(u' ')) name.remove(0, 1);
  if (name.isEmpty()) name = words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Chat"));
  return name + QLatin1String(".md");
}

}  // namespace

ChatExport exportAsMarkdown(const store::Chat& chat, std::vector<chat::Message> messages) {
  chat::History history;
  history.load(std::move(messages), chat.active_leaf);
  const QString title = QString::fromStdString(chat.title);
  QString text = QLatin1String("# ") + title + QLatin1String("\n");
  const auto section = [&](const QString& name, const std::string& body) {
    text += QLatin1String("\n## ") + name + QLatin1String("\n\n") + QString::fromStdString(body).trimmed() +
            QLatin1String("\n");
  };
  if (!chat.system_prompt.empty())
    section(words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "System prompt")), chat.system_prompt);
  for (const chat::Id id : history.active_path()) {
    const chat::Message& message = *history.find(id);
    if (message.content.empty()) continue;
    if (message.role == chat::Role::user) {
      section(words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "You")), message.content);
    } else {
      const QString model = QString::fromStdString(message.model_name);
      section(model.isEmpty() ? words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Answer")) : model, message.content);
    }
  }
  return {fileNameOf(title), text};
}

}  // namespace snug::ui
