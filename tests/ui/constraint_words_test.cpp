#include "ui/constraint_words.hpp"

#include <QCoreApplication>
#include <QLocale>
#include <QSet>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class ConstraintWordsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale::c()); }
  void everyMeasureHasItsOwnWords() {
    QSet<QString> titles;
    for (int i = 0; i <= int(Measure::Cement); ++i) {
      titles.insert(title(Measure(i)));
      QVERIFY(explanation(Measure(i)).size() > 20);
    }
    QCOMPARE(titles.size(), int(Measure::Cement) + 1);
    QVERIFY(!titles.contains(QString()));
  }
  void numbersComeWithTheirUnit_data() {
    QTest::addColumn<int>("measure");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("mm") << int(Measure::ThicknessMin) << 3.1449 << QStringLiteral("3.14 mm");
    QTest::newRow("cm³") << int(Measure::Volume) << 5234.0 << QStringLiteral("5.23 cm³");
    QTest::newRow("mm²") << int(Measure::Undercut) << 0.04 << QStringLiteral("0.0 mm²");
    QTest::newRow("g") << int(Measure::Cement) << 7.46 << QStringLiteral("7.5 g");
    QTest::newRow("no minus zero")
        << int(Measure::BrainSide) << -0.001 << QStringLiteral("0.00 mm");
  }
  void numbersComeWithTheirUnit() {
    QFETCH(int, measure);
    QFETCH(double, value);
    QTEST(valueText({.measure = Measure(measure), .value = value}), "text");
  }
  void limitsAreAsTheyWereSet() {
    const auto limit = [](std::optional<double> low, std::optional<double> high) {
      return limitText({.measure = Measure::GapMean, .atLeast = low, .atMost = high});
    };
    QCOMPARE(limit(0.4, 0.6), QStringLiteral("0.4 … 0.6 mm"));
    QCOMPARE(limit(3, {}), QStringLiteral("≥ 3 mm"));
    QCOMPARE(limit({}, 238), QStringLiteral("≤ 238 mm"));
    QCOMPARE(limit({}, {}), QString());
  }
};

BREGMA_TEST(ConstraintWordsTest, QCoreApplication);
#include "constraint_words_test.moc"
