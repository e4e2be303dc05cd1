#include <algorithm>

#include "app/gui/wiring.h"
#include "app/viewmodels/chat/message_row.h"

namespace snug::gui {
namespace {

using settings::Key;

constexpr double kTextStep = 0.1;
constexpr double kTextMin = 0.85;
constexpr double kTextMax = 1.5;

/// A verb on the last answer of the shown chat.
std::function<void()> onLastAnswer(Parts& p, void (ui::ConversationModel::*verb)(int)) {
  return [&p, verb] {
    if (const int row = p.conversation.lastAnswerRow(); row >= 0) (p.conversation.*verb)(row);
  };
}

/// The lowest message that has branches shows another one.
void stepBranch(Parts& p, int by) {
  const auto& messages = static_cast<const ui::MessageListModel&>(*p.conversation.messages());
  for (int row = messages.rowCount() - 1; row >= 0; --row) {
    const ui::MessageRow& message = messages.at(row);
    if (message.branchCount < 2) continue;
    const int index = message.branchIndex + by;
    if (index >= 1 && index <= message.branchCount) p.conversation.showBranch(row, index);
    return;
  }
}

void resizeText(ui::SettingsBridge& settings, double by) {
  (void)settings.set(Key::text_scale, std::clamp(settings.number(Key::text_scale) + by, kTextMin, kTextMax));
}

void wireChatActions(Parts& p) {
  ui::ActionRegistry& actions = p.actions;
  const auto here = [&p](auto verb) {
    return [&p, verb] {
      p.app.setPlace(QStringLiteral("chat"));
      verb(p);
    };
  };
  actions.onTrigger(u"chat.new", here([](Parts& q) { q.chats.newChat(); }));
  actions.onTrigger(u"chat.next", here([](Parts& q) { q.chats.openNext(); }));
  actions.onTrigger(u"chat.previous", here([](Parts& q) { q.chats.openPrevious(); }));
  actions.onTrigger(u"chat.delete", [&p] { p.chats.remove(p.chats.currentId()); });
  actions.onTrigger(u"chat.export", [&p] { p.chats.exportChat(p.chats.currentId()); });
  actions.onTrigger(u"chat.pin", [&p] { p.chats.setPinned(p.chats.currentId(), !p.hub.current().chat.pinned); });
  actions.onTrigger(u"attach", [&p] { p.composer.attach(); });
  actions.onTrigger(u"answer.regenerate", onLastAnswer(p, &ui::ConversationModel::regenerate));
  actions.onTrigger(u"answer.continue", onLastAnswer(p, &ui::ConversationModel::continueAnswer));
  actions.onTrigger(u"answer.copy", onLastAnswer(p, &ui::ConversationModel::copyMessage));
  actions.onTrigger(u"stop", [&p] { p.composer.stop(); });
  actions.onTrigger(u"branch.previous", [&p] { stepBranch(p, -1); });
  actions.onTrigger(u"branch.next", [&p] { stepBranch(p, 1); });
}

/// Actions that make no sense now are greyed, and their keys are left to the text fields.
void followState(Parts& p) {
  const auto refresh = [&p] {
    const bool here = p.app.place() == QStringLiteral("chat") && !p.app.firstRun();
    const bool said = here && !p.conversation.empty();
    const bool busy = p.conversation.busy();
    for (const QStringView id : {u"chat.rename", u"chat.delete", u"chat.export", u"chat.pin"})
      p.actions.setAvailable(id, said);
    for (const QStringView id : {u"find", u"find.next", u"find.previous", u"latest", u"message.previous",
                                 u"message.next", u"branch.previous", u"branch.next", u"answer.copy"})
      p.actions.setAvailable(id, said);
    for (const QStringView id : {u"answer.regenerate", u"answer.regenerateWith", u"answer.continue"})
      p.actions.setAvailable(id, said && !busy && p.conversation.lastAnswerRow() >= 0);
    for (const QStringView id : {u"view.list", u"view.inspector", u"attach"}) p.actions.setAvailable(id, here);
    p.actions.setAvailable(u"stop", busy);
    p.actions.setAvailable(u"undo", p.toast.visible() && p.toast.undoable());
  };
  QObject::connect(&p.app, &ui::AppModel::placeChanged, &p.actions, refresh);
  QObject::connect(&p.app, &ui::AppModel::firstRunChanged, &p.actions, refresh);
  QObject::connect(&p.conversation, &ui::ConversationModel::chatChanged, &p.actions, refresh);
  QObject::connect(&p.conversation, &ui::ConversationModel::emptyChanged, &p.actions, refresh);
  QObject::connect(&p.conversation, &ui::ConversationModel::busyChanged, &p.actions, refresh);
  QObject::connect(&p.toast, &ui::ToastModel::toastChanged, &p.actions, refresh);
  for (const QStringView id : {u"go.models", u"go.lab", u"go.server", u"view.downloads"})
    p.actions.setAvailable(id, false);
  refresh();
}

}  // namespace

void wireActions(Parts& p, ui::SettingsBridge& settings) {
  ui::ActionRegistry& actions = p.actions;
  actions.onTrigger(u"go.chat", [&p] { p.app.setPlace(QStringLiteral("chat")); });
  actions.onTrigger(u"go.settings", [&p] { p.app.setPlace(QStringLiteral("settings")); });
  actions.onTrigger(u"text.larger", [&settings] { resizeText(settings, kTextStep); });
  actions.onTrigger(u"text.smaller", [&settings] { resizeText(settings, -kTextStep); });
  actions.onTrigger(u"text.reset", [&settings] { (void)settings.reset(Key::text_scale); });
  actions.onTrigger(u"undo", [&p] { p.toast.undo(); });
  wireChatActions(p);
  followState(p);
}

}  // namespace snug::gui
