// The whole window on fakes: names and Tab paths, elided text, long and mirrored strings, streaming.
#include <QAccessible>
#include <QGuiApplication>
#include <QMimeData>
#include <QQmlProperty>
#include <QQuickItem>
#include <QQuickView>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

#include "tests/ui/stage.h"
#include "tests/ui/walk.h"

using snug::uitest::describe;
using snug::uitest::Stage;
using snug::uitest::walk;

namespace {

const QStringList kScenes = {"Chat",          "ChatStates",      "ChatEmpty",    "ChatNoModel",
                             "ErrorLoad",     "PickerOpen",      "PaletteOpen",  "LoadPanelOpen",
                             "FirstRunFound", "FirstRunNothing", "FirstRunFile", "SettingsOpen"};

/// Makes every string 40 % longer, as a wordy language would.
class PseudoLocale : public QTranslator {
 public:
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* source, const char*, int) const override {
    const QString text = QString::fromUtf8(source);
    const QString tail = QStringLiteral("~éxtrâ~wörds~tö~be~sûre~of~roöm~");
    return text + tail.left(std::max<qsizetype>(1, text.size() * 2 / 5));
  }
};

bool interactive(const QQuickItem* item) {
  static const QList<QByteArray> bases = {"QQuickAbstractButton", "QQuickTextField", "QQuickTextArea", "QQuickSlider",
                                          "QQuickComboBox"};
  for (const QByteArray& base : bases) {
    if (item->inherits(base.constData())) return true;
  }
  return false;
}

/// Code and formulas read from left to right in every language; so does what stands in a text itself.
bool keepsItsDirection(QQuickItem* item) {
  for (QQuickItem* up = item; up; up = up->parentItem()) {
    const QByteArray type = up->metaObject()->className();
    if (up->inherits("QQuickTextEdit") || up->inherits("QQuickTextInput")) return up != item;
    if (type.startsWith("MathBlock_")) return true;
    if (up->inherits("QQuickFlickable") && !up->inherits("QQuickItemView") && up->parentItem() &&
        QByteArray(up->parentItem()->metaObject()->className()).startsWith("CodeBlock_"))
      return true;
  }
  return false;
}

/// The list view that a row is a Tab stop of.
bool insideOneTabStop(const QQuickItem* item) {
  for (const QQuickItem* up = item->parentItem(); up; up = up->parentItem()) {
    if (up->activeFocusOnTab() || up->inherits("QQuickMenu")) return true;
    if (up->inherits("QQuickListView") || up->inherits("QQuickGridView")) return true;
  }
  return false;
}

/// What the screen reader was told, with the name that the object had then.
QList<std::pair<QAccessible::Event, QString>> g_events;
void keepEvent(QAccessibleEvent* event) {
  QAccessibleInterface* face = event->accessibleInterface();
  g_events.append({event->type(), face ? face->text(QAccessible::Name) : QString()});
}

}  // namespace

class WindowTest : public QObject {
  Q_OBJECT

  static void eachScene() {
    QTest::addColumn<QString>("scene");
    for (const QString& scene : kScenes) QTest::newRow(qPrintable(scene)) << scene;
  }
  QQuickItem* find(QQuickItem* root, const QByteArray& type) {
    QQuickItem* found = nullptr;
    walk(root, [&](QQuickItem* item) {
      if (!found && QByteArray(item->metaObject()->className()).startsWith(type)) found = item;
    });
    return found;
  }

 private slots:
  void loadsWithoutWarnings_data() { eachScene(); }
  void loadsWithoutWarnings() {
    QFETCH(QString, scene);
    Stage stage;
    QVERIFY(stage.show(scene, "dark", {1280, 800}));
    QCOMPARE(stage.errors(), QStringList());
  }

  void everyControlHasANameAndATabPath_data() { eachScene(); }
  void everyControlHasANameAndATabPath() {
    QFETCH(QString, scene);
    Stage stage;
    QVERIFY(stage.show(scene, "dark", {1280, 800}));
    QStringList nameless;
    QStringList unreachable;
    int controls = 0;
    walk(stage.view()->contentItem(), [&](QQuickItem* item) {
      if (!interactive(item) || !item->isEnabled()) return;
      ++controls;
      QAccessibleInterface* face = QAccessible::queryAccessibleInterface(item);
      if (!face || face->role() == QAccessible::NoRole || face->text(QAccessible::Name).trimmed().isEmpty())
        nameless += describe(item);
      const bool stop = item->activeFocusOnTab() || QQmlProperty(item, "focusPolicy").read().toInt() & Qt::TabFocus;
      if (!stop && !insideOneTabStop(item)) unreachable += describe(item);
    });
    QVERIFY(controls >= 2);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("\n")));
    QVERIFY2(unreachable.isEmpty(), qPrintable(unreachable.join("\n")));
  }

  void noTextIsElidedUnexpectedly_data() { eachScene(); }
  void noTextIsElidedUnexpectedly() {
    QFETCH(QString, scene);
    // These elide by design: chat titles, and the note that stands left of the buttons.
    const QStringList allowed = {"Reading notes: attention papers of the year",
                                 "Regex for ISO dates, with week numbers"};
    for (const QSize size : {QSize(1280, 800), QSize(1024, 700)}) {
      Stage stage;
      QVERIFY(stage.show(scene, "light", size));
      QStringList elided;
      walk(stage.view()->contentItem(), [&](QQuickItem* item) {
        if (item->property("truncated").toBool() && !allowed.contains(item->property("text").toString()))
          elided += describe(item);
      });
      QVERIFY2(elided.isEmpty(), qPrintable(elided.join("\n")));
    }
  }

  void longAndMirroredStringsKeepControlsInside_data() { eachScene(); }
  void longAndMirroredStringsKeepControlsInside() {
    QFETCH(QString, scene);
    PseudoLocale pseudo;
    for (const bool mirrored : {false, true}) {
      QCoreApplication::installTranslator(&pseudo);
      QGuiApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
      Stage stage;
      const bool shown = stage.show(scene, "light", {1280, 800});
      QCoreApplication::removeTranslator(&pseudo);
      QGuiApplication::setLayoutDirection(Qt::LeftToRight);
      QVERIFY(shown);
      QStringList outside;
      walk(stage.view()->contentItem(), [&](QQuickItem* item) {
        if (!interactive(item) || item->width() <= 0) return;
        const QRectF place = item->mapRectToScene({0, 0, item->width(), item->height()});
        if (place.left() < -0.5 || place.right() > 1280.5) outside += describe(item);
      });
      QVERIFY2(outside.isEmpty(), qPrintable(outside.join("\n")));
    }
  }

  void rightToLeftIsTheMirrorImage_data() { eachScene(); }
  void rightToLeftIsTheMirrorImage() {
    QFETCH(QString, scene);
    const auto places = [&](Qt::LayoutDirection direction) {
      QGuiApplication::setLayoutDirection(direction);
      Stage stage;
      const bool shown = stage.show(scene, "light", {1280, 800});
      QGuiApplication::setLayoutDirection(Qt::LeftToRight);
      std::vector<std::pair<QString, QRectF>> list;
      if (!shown) return list;
      walk(stage.view()->contentItem(), [&](QQuickItem* item) {
        const bool counts = interactive(item) || item->inherits("QQuickText") || item->inherits("QQuickImage");
        if (counts && item->width() > 0 && !keepsItsDirection(item))
          list.emplace_back(describe(item), item->mapRectToScene({0, 0, item->width(), item->height()}));
      });
      return list;
    };
    const auto ltr = places(Qt::LeftToRight);
    const auto rtl = places(Qt::RightToLeft);
    QVERIFY(ltr.size() >= 10);
    QCOMPARE(rtl.size(), ltr.size());
    QStringList astray;
    for (size_t i = 0; i < ltr.size(); ++i) {
      const QRectF& a = ltr[i].second;
      const QRectF& b = rtl[i].second;
      if (std::abs(1280 - a.right() - b.left()) > 3 || std::abs(a.width() - b.width()) > 1)
        astray += QStringLiteral("%1 -> %2 wide %3").arg(ltr[i].first).arg(b.left()).arg(b.width());
    }
    QVERIFY2(astray.isEmpty(), qPrintable(astray.join("\n")));
  }

  void streamingDoesNotMoveTheTopLineWhenNotFollowing() {
    Stage stage;
    QVERIFY(stage.show("Stream", "dark", {1280, 800}));
    QQuickItem* list = nullptr;
    QQuickItem* conversation = find(stage.view()->contentItem(), "Conversation_");
    QVERIFY(conversation);
    walk(conversation, [&](QQuickItem* item) {
      if (!list && item->inherits("QQuickListView")) list = item;
    });
    QVERIFY(list);
    QObject* scene = stage.view()->rootObject();
    QMetaObject::invokeMethod(scene, "write", Q_ARG(int, 40));
    QTest::qWait(50);
    QVERIFY(conversation->property("following").toBool());
    QVERIFY(conversation->property("atEnd").toBool());

    QMetaObject::invokeMethod(conversation, "scrollBy", Q_ARG(double, -300.0));
    QTest::qWait(20);
    QVERIFY(!conversation->property("following").toBool());
    const double top = list->property("contentY").toDouble();
    for (int i = 0; i < 20; ++i) {
      QMetaObject::invokeMethod(scene, "write", Q_ARG(int, 5));
      QTest::qWait(5);
      QCOMPARE(list->property("contentY").toDouble(), top);
    }
    QMetaObject::invokeMethod(conversation, "toLatest");
    QTest::qWait(20);
    QMetaObject::invokeMethod(scene, "write", Q_ARG(int, 40));
    QTest::qWait(50);
    QVERIFY(conversation->property("atEnd").toBool());
  }

  void anAnnouncementReachesTheScreenReader() {
    Stage stage;
    QVERIFY(stage.show("Chat", "dark", {1280, 800}));
    QQuickItem* label = find(stage.view()->contentItem(), "Announcer_");
    QVERIFY(label);
    QAccessible::setActive(true);
    g_events.clear();
    QSignalSpy shown(label, &QQuickItem::visibleChanged);
    const auto before = QAccessible::installUpdateHandler(keepEvent);
    const QString sentence = QStringLiteral("Answer ended, 318 tokens");
    QMetaObject::invokeMethod(stage.view()->rootObject()->property("app").value<QObject*>(), "announce",
                              Q_ARG(QString, sentence));
    QAccessible::installUpdateHandler(before);
    QAccessibleInterface* face = QAccessible::queryAccessibleInterface(label);
    QVERIFY(face);
    QCOMPARE(face->role(), QAccessible::AlertMessage);
    QCOMPARE(face->text(QAccessible::Name), sentence);
    QVERIFY(!face->state().invisible);
    // Hidden and shown again: each raises its event, where the platform listens (the offscreen one does not).
    QCOMPARE(shown.size(), 2);
    if (QAccessible::isActive()) {
      QVERIFY(g_events.contains({QAccessible::NameChanged, sentence}));
      QVERIFY(g_events.contains({QAccessible::ObjectShow, sentence}));
    }
  }

  void filesDroppedOnTheWindowGoWhereTheyBelong_data() {
    QTest::addColumn<QString>("scene");
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("call");
    QTest::newRow("model") << "Chat" << QStringList{"/m/a.gguf"} << "app addFiles file:///m/a.gguf";
    QTest::newRow("folder") << "Chat" << QStringList{"/m/models"} << "app addFiles file:///m/models";
    QTest::newRow("text") << "Chat" << QStringList{"/m/a.md", "/m/b.pdf"}
                          << "composer attachUrls file:///m/a.md file:///m/b.pdf";
    QTest::newRow("text, no chat") << "SettingsOpen" << QStringList{"/m/a.md"} << "";
    QTest::newRow("model, first run") << "FirstRunNothing" << QStringList{"/m/A.GGUF"}
                                      << "app addFiles file:///m/A.GGUF";
  }
  void filesDroppedOnTheWindowGoWhereTheyBelong() {
    QFETCH(QString, scene);
    QFETCH(QStringList, files);
    QFETCH(QString, call);
    Stage stage;
    QVERIFY(stage.show(scene, "dark", {1280, 800}));
    QObject* app = stage.view()->rootObject()->property("app").value<QObject*>();
    QObject* composer = app->property("composer").value<QObject*>();
    app->setProperty("lastCall", "");
    composer->setProperty("lastCall", "");
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files) urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    const QPoint at(640, 400);
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(stage.view(), &enter);
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(stage.view(), &drop);
    const QString toApp = app->property("lastCall").toString();
    const QString toComposer = composer->property("lastCall").toString();
    QCOMPARE(!toApp.isEmpty() ? "app " + toApp : !toComposer.isEmpty() ? "composer " + toComposer : QString(), call);
  }

  void tabWalksThePanesInOrderAndOnlyWhatIsSeen() {
    Stage stage;
    QVERIFY(stage.show("Chat", "dark", {1280, 800}));
    stage.view()->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(stage.view()));
    const QStringList panes = {"Rail_", "ChatList_", "ChatHeader_", "Conversation_", "Composer_", "Inspector_"};
    find(stage.view()->contentItem(), "Rail_")->forceActiveFocus(Qt::TabFocusReason);
    qsizetype pane = 0;
    qsizetype furthest = 0;
    for (int i = 0; i < 120; ++i) {
      QQuickItem* focus = stage.view()->activeFocusItem();
      QVERIFY(focus);
      qsizetype here = -1;
      for (QQuickItem* up = focus; up; up = up->parentItem()) {
        QVERIFY2(up->opacity() > 0 && up->isVisible(), qPrintable(describe(focus)));
        for (qsizetype p = 0; p < panes.size(); ++p) {
          if (QByteArray(up->metaObject()->className()).startsWith(panes[p].toLatin1())) here = p;
        }
      }
      if (here == 0 && furthest == panes.size() - 1) break;  // once around
      QVERIFY2(here == pane || here == pane + 1, qPrintable(describe(focus)));
      pane = here;
      furthest = std::max(furthest, pane);
      QTest::keyClick(stage.view(), Qt::Key_Tab);
    }
    QCOMPARE(furthest, panes.size() - 1);
  }

  void enterSendsAndEscapeStops() {
    Stage stage;
    QVERIFY(stage.show("ChatEmpty", "dark", {1280, 800}));
    QObject* app = stage.view()->rootObject()->property("app").value<QObject*>();
    QVERIFY(app);
    QObject* composer = app->property("composer").value<QObject*>();
    QVERIFY(composer);
    stage.view()->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(stage.view()));
    for (const char key : {'h', 'i'}) QTest::keyClick(stage.view(), key);
    QTRY_COMPARE(composer->property("text").toString(), QStringLiteral("hi"));
    QTest::keyClick(stage.view(), Qt::Key_Return);
    QTRY_COMPARE(composer->property("lastCall").toString(), QStringLiteral("send"));
    composer->setProperty("phase", "writing");
    app->property("conversation").value<QObject*>()->setProperty("busy", true);
    QTest::keyClick(stage.view(), Qt::Key_Escape);
    QTRY_COMPARE(composer->property("lastCall").toString(), QStringLiteral("stop"));
  }
};

int main(int argc, char** argv) {
  snug::uitest::prepareEnvironment();
  QGuiApplication app(argc, argv);
  snug::uitest::prepareApplication();
  WindowTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "window_test.moc"
