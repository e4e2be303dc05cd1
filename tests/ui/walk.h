#pragma once

#include <QQuickItem>
#include <functional>

namespace snug::uitest {

/// Visits every item that is on screen: visible, not of size 0. Parents first.
inline void walk(QQuickItem* item, const std::function<void(QQuickItem*)>& visit) {
  if (!item || !item->isVisible()) return;
  visit(item);
  for (QQuickItem* child : item->childItems()) walk(child, visit);
}

/// What a failing check calls an item: its QML type and its text.
inline QString describe(const QQuickItem* item) {
  QString type = QString::fromLatin1(item->metaObject()->className());
  type.truncate(type.indexOf(QLatin1String("_QMLTYPE")) < 0 ? type.size() : type.indexOf(QLatin1String("_QMLTYPE")));
  return QStringLiteral("%1 '%2' at %3,%4 %5x%6")
      .arg(type, item->property("text").toString())
      .arg(item->mapToScene({0, 0}).x())
      .arg(item->mapToScene({0, 0}).y())
      .arg(item->width())
      .arg(item->height());
}

}  // namespace snug::uitest
