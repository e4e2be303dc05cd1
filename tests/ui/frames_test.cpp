// A 64 KB answer streamed at 200 tok/s into the real conversation view, out of the real block model: the work of a tick
// is the same at the end as at the start, and (by hand, on an idle machine) no frame is late.
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QQuickItem>
#include <QQuickView>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <ctime>
#include <numeric>

#include "app/viewmodels/chat/block_list_model.h"
#include "tests/ui/stage.h"
#include "tests/ui/walk.h"

using snug::ui::BlockListModel;
using snug::uitest::Stage;
using snug::uitest::walk;

namespace {

constexpr int kAnswerBytes = 64 * 1024;
constexpr int kTickMs = 33;
// 200 tok/s, four bytes a token.
constexpr int kTickBytes = 200 * 4 * kTickMs / 1000;

/// Markdown as models write it: every kind of block, the same mix from start to end.
std::string longAnswer() {
  std::string text;
  for (int part = 1; text.size() < kAnswerBytes; ++part) {
    const std::string n = std::to_string(part);
    text += "## Part " + n + "\n\n";
    text +=
        "Each token adds one row of **keys** and one of *values* to the cache of every layer, so the cost is linear in "
        "`n_ctx`, and [the paper](https://example.org/" +
        n + ") says the same of part " + n + ".\n\n";
    text += "- The first point, with `code` in it.\n- The second, which is **bold**.\n  1. Nested.\n\n";
    text += "| KV type | 8k | 32k |\n|---|--:|--:|\n| F16 | 1.00 | 4.00 |\n| Q8_0 | 0.53 | 2.13 |\n\n";
    text +=
        "```python\ndef kv_bytes(layers, heads, dim, tokens, bits=16):\n    rows = 2 * layers * heads * dim\n"
        "    return rows * tokens * bits / 8  # part " +
        n + "\n```\n\n";
    text += "> A quote that closes the part.\n\n";
  }
  text.resize(kAnswerBytes);
  return text;
}

/// What one tick did.
struct Tick {
  qint64 parsed = 0;     ///< bytes that blocks were built from
  int changed = 0;       ///< rows whose data changed
  int inserted = 0;      ///< rows that came
  int firstTouched = 0;  ///< how far from the end the earliest changed row stood
};

qint64 sumOf(const std::vector<Tick>& ticks, size_t from, size_t to, qint64 (*of)(const Tick&)) {
  return std::accumulate(ticks.begin() + static_cast<std::ptrdiff_t>(from),
                         ticks.begin() + static_cast<std::ptrdiff_t>(to), qint64{0},
                         [of](qint64 sum, const Tick& tick) { return sum + of(tick); });
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())))];
}

double threadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

int countItems(QQuickItem* root) {
  int count = 0;
  walk(root, [&](QQuickItem*) { ++count; });
  return count;
}

}  // namespace

class FramesTest : public QObject {
  Q_OBJECT

  Stage m_stage;

  bool open(BlockListModel& model) {
    if (!m_stage.show("LongStream", "dark", {1280, 800})) return false;
    QObject* scene = m_stage.view()->rootObject();
    return scene->setProperty("blocks", QVariant::fromValue<QObject*>(&model)) &&
           QMetaObject::invokeMethod(scene, "begin");
  }

  /// Until what changed is drawn; a tick that changes nothing draws nothing.
  void waitForFrame() {
    bool drawn = false;
    const auto connection = QObject::connect(m_stage.view(), &QQuickWindow::frameSwapped, this, [&] { drawn = true; });
    QElapsedTimer clock;
    clock.start();
    while (!drawn && clock.elapsed() < 40) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    QObject::disconnect(connection);
  }

 private Q_SLOTS:
  void workPerTickIsFlat() {
    BlockListModel model;
    QVERIFY(open(model));
    Tick now;
    QObject::connect(&model, &QAbstractItemModel::rowsInserted, this,
                     [&](const QModelIndex&, int first, int last) { now.inserted += last - first + 1; });
    QObject::connect(&model, &QAbstractItemModel::dataChanged, this,
                     [&](const QModelIndex& first, const QModelIndex& last) {
                       now.changed += last.row() - first.row() + 1;
                       now.firstTouched = std::max(now.firstTouched, model.rowCount() - 1 - first.row());
                     });
    const std::string text = longAnswer();
    std::vector<Tick> ticks;
    std::vector<double> cpu;
    for (size_t at = 0; at < text.size(); at += kTickBytes) {
      now = {};
      const qint64 before = model.work();
      const double cpuBefore = threadSeconds();
      model.appendContent(std::string_view(text).substr(at, kTickBytes));
      // Each is laid out; one in eight is drawn, which keeps the test short.
      if (ticks.size() % 8 == 0) waitForFrame();
      now.parsed = model.work() - before;
      ticks.push_back(now);
      cpu.push_back(threadSeconds() - cpuBefore);
    }
    const size_t quarter = ticks.size() / 4;
    const auto grows = [&](const char* what, qint64 (*of)(const Tick&)) {
      const qint64 first = sumOf(ticks, 0, quarter, of);
      const qint64 last = sumOf(ticks, ticks.size() - quarter, ticks.size(), of);
      qInfo("%s a tick: %.2f at the start, %.2f at the end", what, double(first) / double(quarter),
            double(last) / double(quarter));
      return double(last) > 1.25 * double(first);
    };
    const auto cpuOf = [&](size_t from) {
      return std::accumulate(cpu.begin() + static_cast<std::ptrdiff_t>(from),
                             cpu.begin() + static_cast<std::ptrdiff_t>(from + quarter), 0.0) *
             1e3 / static_cast<double>(quarter);
    };
    qInfo("CPU a tick: %.2f ms at the start, %.2f ms at the end", cpuOf(0), cpuOf(ticks.size() - quarter));
    QVERIFY(model.rowCount() > 500);
    QVERIFY(!grows("bytes parsed", [](const Tick& t) { return t.parsed; }));
    QVERIFY(!grows("rows changed", [](const Tick& t) { return qint64{t.changed}; }));
    QVERIFY(!grows("rows inserted", [](const Tick& t) { return qint64{t.inserted}; }));
    for (const Tick& tick : ticks) QVERIFY2(tick.firstTouched <= 2, "A closed block changed.");
    QCOMPARE(m_stage.errors(), QStringList());

    // Only what is near the view is drawn: a frame visits no more items for a long answer.
    const int items = countItems(m_stage.view()->contentItem());
    qInfo("%d blocks, %d items in the window", model.rowCount(), items);
    QVERIFY(items < 4000);
  }

  /// Streams in real time, 82 seconds. SNUG_FRAME_TIMES=1 snug-tests-ui-frames frameBudgets
  void frameBudgets() {
    if (!qEnvironmentVariableIsSet("SNUG_FRAME_TIMES"))
      QSKIP("Wall-clock budgets want an idle machine: set SNUG_FRAME_TIMES=1.");
    BlockListModel model;
    QVERIFY(open(model));
    QTest::qWait(300);
    const std::string text = longAnswer();
    std::vector<double> gaps;
    std::vector<double> works;
    std::vector<double> cpu;
    QElapsedTimer clock;
    clock.start();
    double lastFrame = -1;
    double tickBegan = -1;
    double cpuBegan = 0;
    const auto milliseconds = [&clock] { return static_cast<double>(clock.nsecsElapsed()) * 1e-6; };
    QObject::connect(m_stage.view(), &QQuickWindow::frameSwapped, this, [&] {
      const double at = milliseconds();
      if (lastFrame >= 0) gaps.push_back(at - lastFrame);
      lastFrame = at;
      if (tickBegan < 0) return;
      works.push_back(at - tickBegan);
      cpu.push_back((threadSeconds() - cpuBegan) * 1e3);
      tickBegan = -1;
    });
    size_t at = 0;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, this, [&] {
      tickBegan = milliseconds();
      cpuBegan = threadSeconds();
      model.appendContent(std::string_view(text).substr(at, kTickBytes));
      at += kTickBytes;
      if (at >= text.size()) timer.stop();
    });
    timer.start(kTickMs);
    QTRY_VERIFY_WITH_TIMEOUT(!timer.isActive(), 180000);
    QTest::qWait(100);
    const size_t quarter = cpu.size() / 4;
    const auto mean = [&](size_t from, size_t to) {
      return std::accumulate(cpu.begin() + static_cast<std::ptrdiff_t>(from),
                             cpu.begin() + static_cast<std::ptrdiff_t>(to), 0.0) /
             static_cast<double>(to - from);
    };
    const double worst = *std::max_element(gaps.begin(), gaps.end());
    const double p99 = percentile(works, 0.99);
    qInfo(
        "%zu frames; work of a frame: median %.1f ms, p99 %.1f ms; longest gap %.1f ms; CPU a frame %.2f ms at the "
        "start, "
        "%.2f ms at the end",
        works.size(), percentile(works, 0.5), p99, worst, mean(0, quarter), mean(cpu.size() - quarter, cpu.size()));
    QVERIFY2(p99 <= 33, "p99 of a frame's work");
    QVERIFY2(worst <= 100, "longest gap between two frames");
    QVERIFY2(mean(cpu.size() - quarter, cpu.size()) < 2 * mean(0, quarter), "CPU of a frame grows with the answer");
  }
};

int main(int argc, char** argv) {
  snug::uitest::prepareEnvironment();
  QGuiApplication app(argc, argv);
  snug::uitest::prepareApplication();
  FramesTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "frames_test.moc"
