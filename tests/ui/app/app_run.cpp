#include "tests/ui/app/app_run.h"

#include <QAccessible>
#include <QImage>
#include <QTest>

#include "tests/ui/walk.h"

namespace snug::uitest {

AppRun::AppRun(const std::filesystem::path& data, const std::filesystem::path& models, const QString& place) {
  auto folder = gui::openDataFolder({.data = data, .models = models}, "test");
  if (!folder) return;
  m_folder = *std::move(folder);
  m_window = std::make_unique<gui::Window>();
  gui::Options options;
  options.place = place;
  options.offline = true;
  m_services = std::make_unique<gui::Services>(*m_folder, options);
  QObject::connect(m_services.get(), &gui::Services::ready, m_window.get(), [this] {
    m_shown = m_window->show(*m_services) && QTest::qWaitForWindowExposed(window(), 10'000);
    if (m_shown) window()->requestActivate();
  });
  m_services->open();
  waitFor([this] { return m_shown; }, 20'000);
}

AppRun::~AppRun() {
  if (m_window) m_window->close();
  m_services.reset();
  if (m_folder && m_folder->note) m_folder->note->clean_exit();
}

QQuickItem* AppRun::control(const QString& name) {
  QQuickItem* found = nullptr;
  walk(window()->contentItem(), [&](QQuickItem* candidate) {
    if (found != nullptr || !candidate->isEnabled()) return;
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(candidate);
    if (face == nullptr || face->text(QAccessible::Name) != name) return;
    if (candidate->inherits("QQuickAbstractButton") || candidate->inherits("QQuickTextInput") ||
        candidate->inherits("QQuickTextEdit"))
      found = candidate;
  });
  return found;
}

QQuickItem* AppRun::item(const QByteArray& type) {
  QQuickItem* found = nullptr;
  walk(window()->contentItem(), [&](QQuickItem* candidate) {
    if (found == nullptr && QByteArray(candidate->metaObject()->className()).startsWith(type)) found = candidate;
  });
  return found;
}

bool AppRun::click(const QString& name) {
  QQuickItem* target = control(name);
  if (target == nullptr) return false;
  const QPointF middle = target->mapToScene({target->width() / 2, target->height() / 2});
  // A control that is scrolled away cannot be clicked by anyone.
  if (!QRectF(0, 0, window()->width(), window()->height()).contains(middle)) return false;
  QTest::mouseMove(window(), middle.toPoint());
  QTest::mouseClick(window(), Qt::LeftButton, Qt::NoModifier, middle.toPoint());
  return true;
}

void AppRun::type(const QString& text) {
  for (const QChar letter : text) QTest::keyClick(window(), letter.toLatin1());
}

void AppRun::press(Qt::Key key, Qt::KeyboardModifiers modifiers) {
  QTest::keyClick(window(), key, modifiers);
}

bool AppRun::waitFor(const std::function<bool()>& condition, int ms) {
  return QTest::qWaitFor(condition, ms);
}

void AppRun::picture(const QString& name) {
  const QString folder = qEnvironmentVariable("SNUG_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QTest::qWait(250);  // animations end
  window()->grabWindow().save(QStringLiteral("%1/%2.png").arg(folder, name));
}

}  // namespace snug::uitest
