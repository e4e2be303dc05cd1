#include "app/viewmodels/chat/composer_model.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPointer>
#include <QThreadPool>

#include "app/manager/store/model_repository.h"
#include "app/viewmodels/core/error_text.h"

namespace snug::ui {
namespace {

/// Key of the draft of the chat that is not in the store yet.
constexpr const char* kNewDraft = "composer.new_draft";

/// What a load without a wish takes; see session::LoadOptions.
constexpr int64_t kDefaultContext = 4096;

}  // namespace

ComposerModel::ComposerModel(EngineBridge& engine, ChatHub& hub, PresetShelf& presets, QObject* parent)
    : QObject(parent),
      m_hub(hub),
      m_presets(presets),
      m_attachments({{"title", [](const Attachment& a) { return QString::fromStdString(a.name); }},
                     {"sizeText",
                      [](const Attachment& a) {
                        return QLocale().formattedDataSize(std::ssize(a.text), 1, QLocale::DataSizeSIFormat);
                      }},
                     {"tokens", [](const Attachment& a) { return a.tokens; }}}),
      m_parts({{"label", [](const ContextPartRow& p) { return p.label; }},
               {"tokens", [](const ContextPartRow& p) { return p.tokens; }}}),
      m_counter(engine, hub, [this] { return message(); }),
      m_shown(hub.current().chat.id) {
  m_draftSoon.setSingleShot(true);
  m_draftSoon.setInterval(kDraftMs);
  connect(&m_draftSoon, &QTimer::timeout, this, &ComposerModel::saveDraft);
  connect(&hub, &ChatHub::currentChanged, this, &ComposerModel::showChat);
  connect(&hub, &ChatHub::messagesChanged, this, [this] {
    Q_EMIT liveChanged();
    Q_EMIT canSendChanged();
  });
  connect(&hub, &ChatHub::answerGrew, this, [this](qint64 chatId) {
    if (chatId != m_hub.current().chat.id) return;
    refreshContext();
    Q_EMIT liveChanged();
  });
  connect(&hub, &ChatHub::settingsChanged, this, &ComposerModel::thinkingChanged);
  connect(&presets, &PresetShelf::changed, this, &ComposerModel::presetChanged);
  const auto modelIsOther = [this] {
    Q_EMIT modelChanged();
    Q_EMIT canSendChanged();
    refreshContext();
  };
  connect(&hub.station(), &ModelStation::phaseChanged, this, modelIsOther);
  connect(&hub.station(), &ModelStation::chosenChanged, this, modelIsOther);
  connect(&m_counter, &TokenCounter::changed, this, &ComposerModel::refreshContext);
  readNewDraft();
}

ComposerModel::~ComposerModel() {
  if (m_draftSoon.isActive()) saveDraft();
}

void ComposerModel::readNewDraft() {
  m_hub.store().ask([](store::Store& s) { return store::state_value(s.db, kNewDraft); }, m_hub.receiver(),
                    [self = QPointer(this)](Result<std::optional<std::string>> draft) {
                      if (!self || !draft || !*draft) return;
                      OpenChat& chat = self->m_hub.current();
                      // Whoever wrote first, before the store answered, is right.
                      if (!chat.stored && chat.chat.draft.empty()) self->setText(QString::fromStdString(**draft));
                    });
}

void ComposerModel::setText(const QString& text) {
  if (this->text() == text) return;
  m_hub.current().chat.draft = text.toStdString();
  m_draftSoon.start();
  m_counter.schedule();
  Q_EMIT textChanged();
  Q_EMIT canSendChanged();
}

void ComposerModel::saveDraft() {
  m_draftSoon.stop();
  OpenChat* chat = m_hub.find(m_shown);
  if (chat == nullptr) return;
  if (chat->stored) return m_hub.saveDraft(*chat);
  m_hub.store().tell(
      [draft = chat->chat.draft](store::Store& s) { return store::set_state_value(s.db, kNewDraft, draft); });
}

void ComposerModel::showChat() {
  if (m_draftSoon.isActive()) saveDraft();
  const chat::Id now = m_hub.current().chat.id;
  if (now != m_shown) {
    m_waiting[m_shown] = m_attachments.rows();
    m_attachments.update(std::exchange(m_waiting[now], {}), std::equal_to<>());
    std::erase_if(m_waiting, [](const auto& entry) { return entry.second.empty(); });
  }
  m_shown = now;
  refreshContext();
  Q_EMIT textChanged();
  Q_EMIT canSendChanged();
  Q_EMIT thinkingChanged();
  Q_EMIT liveChanged();
}

QString ComposerModel::modelName() const {
  const catalog::LocalModel* model = m_hub.station().chosen();
  return model == nullptr ? QString() : QString::fromStdString(model->name);
}

QString ComposerModel::phase() const {
  if (live() == nullptr) return QStringLiteral("idle");
  return live()->outputTokens > 0 ? QStringLiteral("writing") : QStringLiteral("reading");
}

bool ComposerModel::canSend() const {
  return live() == nullptr && m_hub.station().chosen() != nullptr &&
         (!text().trimmed().isEmpty() || m_attachments.rowCount() > 0);
}

void ComposerModel::setLoadProgress(double progress) {
  if (m_loadProgress == progress) return;
  m_loadProgress = progress;
  Q_EMIT loadProgressChanged();
}

bool ComposerModel::canThink() const {
  return m_hub.station().phase() == ModelStation::Phase::loaded && m_hub.station().info().can_think;
}

void ComposerModel::setThinking(bool thinking) {
  if (m_hub.current().think == thinking) return;
  m_hub.current().think = thinking;
  m_hub.saveSettings();
}

void ComposerModel::setEnterSends(bool sends) {
  if (m_enterSends == sends) return;
  m_enterSends = sends;
  Q_EMIT enterSendsChanged();
}

double ComposerModel::readRate() const {
  if (live() == nullptr || live()->outputTokens > 0 || live()->readPercent <= 0) return -1;
  const double seconds = static_cast<double>(live()->clock.elapsed()) / 1e3;
  return seconds > 0 ? live()->readTokens * live()->readPercent / 100.0 / seconds : -1;
}

int ComposerModel::usedTokens() const {
  if (live() != nullptr && live()->readTokens > 0) return live()->readTokens + live()->outputTokens;
  return std::max(0, m_counter.counts().whole);
}

int ComposerModel::contextTokens() const {
  const ModelStation& station = m_hub.station();
  if (station.phase() == ModelStation::Phase::loaded) return static_cast<int>(station.info().n_ctx);
  if (station.options().n_ctx > 0) return static_cast<int>(station.options().n_ctx);
  const catalog::LocalModel* model = station.chosen();
  const int64_t trained = model == nullptr ? 0 : model->n_ctx_train;
  return static_cast<int>(trained > 0 ? std::min(trained, kDefaultContext) : kDefaultContext);
}

void ComposerModel::refreshContext() {
  const ContextCount& c = m_counter.counts();
  std::vector<ContextPartRow> parts;
  const auto add = [&](const QString& label, int tokens) {
    if (tokens > 0) parts.push_back({label, tokens});
  };
  add(tr("System prompt"), c.system);
  add(tr("Messages"), c.history - std::max(0, c.system));
  if (live() != nullptr) {
    add(tr("This turn"), usedTokens() - std::max(0, c.history));
  } else {
    add(tr("Your message"), c.whole - std::max(0, c.history));
  }
  m_parts.update(std::move(parts), [](const ContextPartRow& a, const ContextPartRow& b) { return a.label == b.label; });
  Q_EMIT contextChanged();
}

std::string ComposerModel::message() const {
  std::string text = this->text().trimmed().toStdString();
  for (const Attachment& a : m_attachments.rows()) {
    if (!text.empty()) text += "\n\n";
    text += asMessageText(a);
  }
  return text;
}

void ComposerModel::send() {
  if (!canSend()) return;
  const std::string text = message();
  const bool wasNew = !m_hub.current().stored;
  // Cleared first: a new chat's row is written with its draft.
  m_hub.current().chat.draft.clear();
  m_draftSoon.stop();
  m_attachments.truncate(0);
  m_hub.send(text);
  if (wasNew) {
    m_hub.store().tell([](store::Store& s) { return store::set_state_value(s.db, kNewDraft, ""); });
  } else {
    m_hub.saveDraft(m_hub.current());
  }
  Q_EMIT textChanged();
  Q_EMIT canSendChanged();
}

QString ComposerModel::editLast() const {
  if (live() != nullptr) return {};
  const auto path = m_hub.current().history.active_path();
  for (auto it = path.rbegin(); it != path.rend(); ++it) {
    if (m_hub.current().history.find(*it)->role == chat::Role::user) return QString::number(*it);
  }
  return {};
}

void ComposerModel::attachUrls(const QList<QUrl>& urls) {
  for (const QUrl& url : urls) {
    if (!url.isLocalFile()) {
      Q_EMIT failed(tr("Only files of this machine can be attached."));
      continue;
    }
    // The chat that it was given to gets it, also when another one is shown by then.
    QThreadPool::globalInstance()->start([self = QPointer(this), chatId = m_shown, path = url.toLocalFile()] {
      auto read = readAttachment(path.toStdString());
      QMetaObject::invokeMethod(
          QCoreApplication::instance(),
          [self, chatId, read = std::move(read)]() mutable {
            if (!self) return;
            if (read) return self->take(chatId, *std::move(read));
            Q_EMIT self->failed(sentenceOf(read.error()));
          },
          Qt::QueuedConnection);
    });
  }
}

void ComposerModel::take(chat::Id chatId, Attachment attachment) {
  const size_t there = chatId == m_shown ? m_attachments.rows().size() : m_waiting[chatId].size();
  if (there >= kMaxAttachments) {
    Q_EMIT failed(tr("%n files can go with one message.", nullptr, static_cast<int>(kMaxAttachments)));
    return;
  }
  if (chatId != m_shown) {
    m_waiting[chatId].push_back(std::move(attachment));
    return;
  }
  m_attachments.append(std::move(attachment));
  m_counter.schedule();
  Q_EMIT canSendChanged();
}

void ComposerModel::removeAttachment(int row) {
  if (!m_attachments.has(row)) return;
  std::vector<Attachment> rows = m_attachments.rows();
  rows.erase(rows.begin() + row);
  m_attachments.update(std::move(rows), std::equal_to<>());
  m_counter.schedule();
  Q_EMIT canSendChanged();
}

}  // namespace snug::ui
