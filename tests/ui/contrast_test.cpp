// The contrasts that the design promises, computed from the tokens of Snug.Style.
#include <QColor>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QTest>
#include <cmath>

namespace {

double channel(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double high = std::max(luminance(a), luminance(b));
  const double low = std::min(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

/// An overlay on a surface.
QColor over(const QColor& top, const QColor& below) {
  const auto mix = [&](double t, double b) { return float(t * top.alphaF() + b * (1 - top.alphaF())); };
  return QColor::fromRgbF(mix(top.redF(), below.redF()), mix(top.greenF(), below.greenF()),
                          mix(top.blueF(), below.blueF()));
}

const QStringList kSurfaces = {"rail", "side", "base", "raised", "popover", "sunken"};

}  // namespace

class ContrastTest : public QObject {
  Q_OBJECT

 private:
  QQmlEngine m_engine;
  QHash<QString, QObject*> m_palettes;

  QColor token(const QString& theme, const QString& name) {
    const QVariant value = m_palettes.value(theme)->property(name.toLatin1().constData());
    [&] { QVERIFY2(value.isValid(), qPrintable(name)); }();
    return value.value<QColor>();
  }
  void atLeast(const QString& theme, const QString& ink, const QColor& ground, double limit, const QString& where) {
    const double measured = contrast(token(theme, ink), ground);
    QVERIFY2(
        measured >= limit,
        qPrintable(QStringLiteral("%1: %2 on %3 is %4, wanted %5").arg(theme, ink, where).arg(measured).arg(limit)));
  }

 private slots:
  void initTestCase() {
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    for (const auto& [theme, type] : {std::pair{"dark", "DarkColors"}, std::pair{"light", "LightColors"}}) {
      QQmlComponent component(&m_engine);
      component.setData(QByteArray("import Snug.Style\n") + type + " {}", QUrl());
      QObject* palette = component.create();
      QVERIFY2(palette, qPrintable(component.errorString()));
      palette->setParent(this);
      m_palettes.insert(QString::fromLatin1(theme), palette);
    }
  }

  void texts_data() {
    QTest::addColumn<QString>("theme");
    QTest::addColumn<QString>("ink");
    QTest::addColumn<double>("limit");
    const std::tuple<const char*, double, double> rows[] = {
        {"text", 11.8, 13.2}, {"text2", 6.9, 6.4},   {"text3", 5.1, 5.0}, {"accent", 6.5, 5.4},     {"fits", 7.3, 5.1},
        {"tight", 7.8, 5.7},  {"partial", 6.6, 5.6}, {"no", 6.0, 5.9},    {"lineControl", 3.1, 3.1}};
    for (const auto& [ink, dark, light] : rows) {
      QTest::addRow("dark %s", ink) << "dark" << ink << dark;
      QTest::addRow("light %s", ink) << "light" << ink << light;
    }
  }
  void texts() {
    QFETCH(QString, theme);
    QFETCH(QString, ink);
    QFETCH(double, limit);
    // The published figures are rounded to one decimal.
    for (const QString& surface : kSurfaces) atLeast(theme, ink, token(theme, surface), limit - 0.06, surface);
  }

  void verdictsOnTheirSoft() {
    for (const QString theme : {"dark", "light"}) {
      for (const QString verdict : {"fits", "tight", "partial", "no"}) {
        atLeast(theme, verdict, token(theme, verdict + "Soft"), 4.5, verdict + "Soft");
      }
      atLeast(theme, "text2", token(theme, "unknownSoft"), 4.5, "unknownSoft");
      for (const QString ink : {"text", "text2", "text3"})
        atLeast(theme, ink, token(theme, "accentSoft"), 4.5, "accentSoft");
      atLeast(theme, "text", token(theme, "bubble"), 7, "bubble");
    }
  }

  void buttons() {
    for (const QString theme : {"dark", "light"}) {
      for (const QString ground : {"accentFill", "accentFillHover", "accentFillPress", "danger"}) {
        atLeast(theme, "accentInk", token(theme, ground), 4.5, ground);
      }
      atLeast(theme, "inverseText", token(theme, "inverse"), 7, "inverse");
      atLeast(theme, "inverseAccent", token(theme, "inverse"), 4.5, "inverse");
      atLeast(theme, "accent", token(theme, "base"), 3, "base (focus ring)");
    }
  }

  void tintedRows() {
    for (const QString theme : {"dark", "light"}) {
      for (const QString overlay : {"hover", "selected", "pressed"}) {
        for (const QString& surface : kSurfaces) {
          atLeast(theme, "text2", over(token(theme, overlay), token(theme, surface)), 4.5, surface + " " + overlay);
        }
      }
    }
  }

  void codeAndMemory() {
    for (const QString theme : {"dark", "light"}) {
      for (const QString ink : {"codeKeyword", "codeString", "codeNumber", "codeFunction", "codeComment"}) {
        atLeast(theme, ink, token(theme, "sunken"), 4.5, "sunken");
      }
      for (const QString ink : {"mWeights", "mKv", "mScratch", "mDriver"})
        atLeast(theme, ink, token(theme, "sunken"), 3.0, "sunken");
    }
  }
};

QTEST_MAIN(ContrastTest)
#include "contrast_test.moc"
