// The line above the composer: what keeps the shown chat from going on, and what can be done about it.
#pragma once

#include <QObject>
#include <functional>
#include <set>

#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/core/row_list_model.h"

namespace snug::ui {

struct BannerAction {
  QString label;
  bool primary = false;
  std::function<void()> run;
  bool operator==(const BannerAction& other) const { return label == other.label && primary == other.primary; }
};

/// Whether the banner says this error of an answer; others are told by ChatHub::noticed().
bool bannerTells(Code code);

/// GUI thread. Follows the shown chat and the model.
class TurnBanner : public QObject {
  Q_OBJECT

 public:
  explicit TurnBanner(ChatHub& hub, std::vector<session::DeviceEntry> devices, QObject* parent = nullptr);

  /// contextFull promptTooLong deviceLost templateFallback overflow, or empty.
  QString kind() const { return m_kind; }
  QString text() const { return m_text; }
  QAbstractItemModel* actions() { return &m_actions; }
  void act(int row);

 Q_SIGNALS:
  void changed();

 private:
  void refresh();
  bool showFailure(const OpenChat& chat);
  void showPromptTooLong(const OpenChat& chat);
  void showDeviceLost(const OpenChat& chat);
  bool showFull(const OpenChat& chat);
  bool showOverflow(const OpenChat& chat);
  bool showFallback();
  void addLargerContext(int64_t atLeast, bool primary, std::function<void()> then);
  void offer(const QString& label, std::function<void()> run);
  /// Loads the chosen model with other options, also when it is loaded.
  void loadWith(const session::LoadOptions& options);
  void goOn(chat::Id answerId);

  ChatHub& m_hub;
  std::vector<session::DeviceEntry> m_devices;
  QString m_kind;
  QString m_text;
  std::vector<BannerAction> m_next;
  RowListModel<BannerAction> m_actions;
  std::set<std::string> m_hiddenFallbacks;  ///< paths of models whose notice was read
};

}  // namespace snug::ui
