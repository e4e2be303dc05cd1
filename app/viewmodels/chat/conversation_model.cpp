#include "app/viewmodels/chat/conversation_model.h"

#include <algorithm>

#include "app/manager/store/message_repository.h"
#include "app/viewmodels/core/error_text.h"

namespace snug::ui {
namespace {

QString phaseOf(const chat::Message& message) {
  switch (message.state) {
    case chat::MessageState::complete:
      return QStringLiteral("done");
    case chat::MessageState::streaming:
      return QStringLiteral("writing");
    case chat::MessageState::stopped:
      return QStringLiteral("stopped");
    case chat::MessageState::interrupted:
      return QStringLiteral("interrupted");
    case chat::MessageState::failed:
      return QStringLiteral("failed");
  }
  return QStringLiteral("done");
}

double orUnknown(double value) {
  return value > 0 ? value : -1;
}

}  // namespace

ConversationModel::ConversationModel(ChatHub& hub, QObject* parent)
    : QObject(parent), m_hub(hub), m_messages(messageRoles()), m_failure(hub.station()), m_banner(hub, hub.devices()) {
  connect(&m_banner, &TurnBanner::changed, this, &ConversationModel::bannerChanged);
  connect(&hub, &ChatHub::currentChanged, this, [this] {
    setFindQuery({});
    rebuild();
    Q_EMIT chatChanged();
    Q_EMIT titleChanged();
    Q_EMIT busyChanged();
  });
  connect(&hub, &ChatHub::listChanged, this, &ConversationModel::titleChanged);
  connect(&hub, &ChatHub::messagesChanged, this, [this](qint64 chatId) {
    if (chatId != m_hub.current().chat.id) return;
    rebuild();
    Q_EMIT busyChanged();
  });
  connect(&hub, &ChatHub::answerGrew, this, [this](qint64 chatId) {
    if (chatId == m_hub.current().chat.id) refreshLive();
  });
  connect(&hub, &ChatHub::answerEnded, this, [this](qint64 chatId, qint64) {
    if (chatId == m_hub.current().chat.id) Q_EMIT finished(lastAnswerRow());
  });
  connect(&hub, &ChatHub::questionSent, this, [this](qint64 id) {
    for (int i = 0; i < m_messages.rowCount(); ++i) {
      if (m_messages.at(i).id == id) Q_EMIT sent(i);
    }
  });
  connect(&m_failure, &LoadFailure::changed, this, &ConversationModel::rebuild);
  rebuild();
}

void ConversationModel::rebuild() {
  OpenChat& chat = m_hub.current();
  const bool wasEmpty = empty();
  std::vector<MessageRow> rows;
  const auto path = chat.history.active_path();
  for (size_t i = 0; i < path.size(); ++i) {
    const chat::Message* message = chat.history.find(path[i]);
    if (message == nullptr || message->role == chat::Role::system) continue;
    rows.push_back(rowOf(chat, *message, i + 1 == path.size()));
  }
  m_messages.update(std::move(rows),
                    [](const MessageRow& a, const MessageRow& b) { return a.id == b.id && a.author == b.author; });
  if (wasEmpty != empty()) Q_EMIT emptyChanged();
  if (!m_findQuery.isEmpty()) search();
}

MessageRow ConversationModel::rowOf(OpenChat& chat, const chat::Message& message, bool last) {
  MessageRow row;
  row.id = message.id;
  row.modelName = QString::fromStdString(message.model_name);
  row.text = QString::fromStdString(message.content);
  const chat::Siblings siblings = chat.history.siblings(message.id);
  row.branchIndex = static_cast<int>(siblings.index) + 1;
  row.branchCount = std::max(1, static_cast<int>(siblings.ids.size()));
  if (message.role == chat::Role::user) {
    row.author = QStringLiteral("user");
    row.phase = QStringLiteral("done");
    row.answersBelow = static_cast<int>(chat.history.answers_below(message.id));
    return row;
  }
  row.phase = phaseOf(message);
  row.lastAnswer = last;
  if (message.state == chat::MessageState::failed) {
    if (last && m_failure.active()) {
      row.author = QStringLiteral("failure");
      row.failure = &m_failure;
      return row;
    }
    const TurnProblem& problem = chat.problem;
    const bool known = problem.kind == TurnProblem::Kind::failed && problem.answerId == message.id;
    row.errorText = known ? sentenceOf(problem.error) : tr("No answer came.");
  }
  row.author = QStringLiteral("answer");
  row.blocks = m_hub.blocksOf(chat, message);
  row.rate = orUnknown(message.stats.tokens_per_second);
  row.firstToken = orUnknown(message.stats.time_to_first_token_ms / 1e3);
  row.tokenCount = static_cast<int>(message.stats.output_tokens);
  applyLive(chat, row);
  return row;
}

void ConversationModel::applyLive(const OpenChat& chat, MessageRow& row) const {
  if (!chat.live || chat.live->messageId != row.id) return;
  const LiveAnswer& live = *chat.live;
  const bool started = live.outputTokens > 0;
  row.phase = !started               ? QStringLiteral("reading")
              : live.stream.inside() ? QStringLiteral("thinking")
                                     : QStringLiteral("writing");
  row.readTokens = live.readTokens;
  row.readPercent = live.readPercent;
  row.rate = live.rate;
  row.firstToken = live.firstTokenSeconds;
  row.tokenCount = live.outputTokens;
}

void ConversationModel::refreshLive() {
  // Only the live row, and not its text: the blocks grew by themselves, so this costs the same for any length.
  OpenChat& chat = m_hub.current();
  if (!chat.live) return;
  for (int i = m_messages.rowCount() - 1; i >= 0; --i) {
    if (m_messages.at(i).id != chat.live->messageId) continue;
    MessageRow row = m_messages.at(i);
    applyLive(chat, row);
    m_messages.replace(i, std::move(row));
    return;
  }
}

int ConversationModel::lastAnswerRow() const {
  for (int i = m_messages.rowCount() - 1; i >= 0; --i) {
    if (m_messages.at(i).author == QLatin1String("answer")) return i;
  }
  return -1;
}

void ConversationModel::copyMessage(int row) {
  if (!m_messages.has(row)) return;
  const chat::Message* message = m_hub.current().history.find(m_messages.at(row).id);
  if (message != nullptr) Q_EMIT copyRequested(QString::fromStdString(message->content));
}

void ConversationModel::copyBlock(int row, int blockRow) {
  if (!m_messages.has(row)) return;
  auto* blocks = qobject_cast<BlockListModel*>(m_messages.at(row).blocks);
  if (blocks != nullptr && blocks->has(blockRow)) Q_EMIT copyRequested(blocks->at(blockRow).text);
}

void ConversationModel::edit(int row, const QString& text) {
  if (m_messages.has(row)) m_hub.editAndSend(m_messages.at(row).id, text.toStdString());
}

void ConversationModel::editAnswer(int row, const QString& text) {
  if (m_messages.has(row)) m_hub.editAnswer(m_messages.at(row).id, text.toStdString());
}

void ConversationModel::regenerate(int row) {
  if (m_messages.has(row)) m_hub.regenerate(m_messages.at(row).id);
}

void ConversationModel::continueAnswer(int row) {
  if (m_messages.has(row)) m_hub.continueAnswer(m_messages.at(row).id);
}

void ConversationModel::branchFrom(int row) {
  if (m_messages.has(row)) m_hub.branchFrom(m_messages.at(row).id);
}

void ConversationModel::showBranch(int row, int index) {
  if (m_messages.has(row)) m_hub.showSibling(m_messages.at(row).id, index - m_messages.at(row).branchIndex);
}

void ConversationModel::setFindQuery(const QString& query) {
  if (m_findQuery == query) return;
  m_findQuery = query;
  search();
}

void ConversationModel::search() {
  m_matches.clear();
  for (int row = 0; row < m_messages.rowCount(); ++row) {
    const MessageRow& message = m_messages.at(row);
    const auto count = [&](const QString& text) {
      return m_findQuery.isEmpty() ? 0 : static_cast<int>(text.count(m_findQuery, Qt::CaseInsensitive));
    };
    auto* blocks = qobject_cast<BlockListModel*>(message.blocks);
    if (blocks == nullptr) {
      for (int i = 0; i < count(message.text); ++i) m_matches.push_back({row, -1});
      continue;
    }
    std::vector<int> first;
    for (int b = 0; b < blocks->rowCount(); ++b) {
      const int n = count(blocks->plainText(b));
      first.push_back(n > 0 ? static_cast<int>(m_matches.size()) : -1);
      for (int i = 0; i < n; ++i) m_matches.push_back({row, b});
    }
    blocks->setMatches(first);
  }
  m_findCurrent = m_matches.empty() ? -1 : std::clamp(m_findCurrent, 0, findCount() - 1);
  Q_EMIT findChanged();
}

void ConversationModel::stepFind(int step) {
  if (m_matches.empty()) return;
  m_findCurrent = (m_findCurrent + step + findCount()) % findCount();
  Q_EMIT findChanged();
}

}  // namespace snug::ui
