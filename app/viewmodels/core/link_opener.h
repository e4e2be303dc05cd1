// What leaves the window for the desktop: links, folders, the clipboard.
#pragma once

#include <QString>
#include <QUrl>
#include <functional>

namespace snug::ui {

/// Hands addresses to the desktop. `hand` is replaced in tests; it says whether the desktop took it.
class LinkOpener {
 public:
  using Hand = std::function<bool(const QUrl&)>;
  /// With the desktop's own handler.
  LinkOpener();
  explicit LinkOpener(Hand hand) : m_hand(std::move(hand)) {}

  /// The address if it may be opened, else an invalid one. A model may write any link: only http and https with a host,
  /// and mailto, at most 2,048 characters without control characters, ever reach the desktop (a file:, smb: or
  /// program's own scheme would act on this machine).
  static QUrl allowed(const QString& address);

  /// False where it is not allowed or nothing opened it.
  [[nodiscard]] bool open(const QString& address) const;
  /// Shows a folder of ours in the file manager; false if it is not there.
  [[nodiscard]] bool openFolder(const QString& path) const;

 private:
  Hand m_hand;
};

/// Puts text on the clipboard, and on X11 on nothing else. GUI thread, with a QGuiApplication.
void copyToClipboard(const QString& text);

}  // namespace snug::ui
