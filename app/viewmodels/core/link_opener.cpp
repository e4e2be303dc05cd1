#include "app/viewmodels/core/link_opener.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <algorithm>

namespace snug::ui {
namespace {

constexpr qsizetype kMaxLength = 2048;

}  // namespace

LinkOpener::LinkOpener() : m_hand([](const QUrl& url) { return QDesktopServices::openUrl(url); }) {}

QUrl LinkOpener::allowed(const QString& address) {
  if (address.size() > kMaxLength) return {};
  if (std::any_of(address.begin(), address.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
    return {};
  QUrl url(address, QUrl::StrictMode);
  if (!url.isValid()) return {};
  const QString scheme = url.scheme();  // lower case already
  const bool web = scheme == QLatin1String("http") || scheme == QLatin1String("https");
  if (web && !url.host().isEmpty()) return url;
  if (scheme == QLatin1String("mailto") && !url.path().isEmpty()) return url;
  return {};
}

bool LinkOpener::open(const QString& address) const {
  const QUrl url = allowed(address);
  return url.isValid() && m_hand(url);
}

bool LinkOpener::openFolder(const QString& path) const {
  return QFileInfo(path).isDir() && m_hand(QUrl::fromLocalFile(path));
}

void copyToClipboard(const QString& text) {
  if (QClipboard* clipboard = QGuiApplication::clipboard()) clipboard->setText(text);
}

}  // namespace snug::ui
