#include "model/io/hounsfield.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {

/// A head's mixture: air, brain, bone.
std::vector<std::int16_t> headValues(int shift, bool air = true) {
  std::vector<std::int16_t> values;
  for (int i = 0; i < 100'000; ++i) {
    const int part = i % 10;
    int hu = 20 + i % 37;                      // brain
    if (part < 4 && air) hu = -1000 + i % 13;  // air
    if (part == 9) hu = 300 + (i * 7) % 1500;  // bone
    values.push_back(std::int16_t(std::max(hu + shift, -1024)));
  }
  return values;
}

}  // namespace

class HounsfieldTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void offsetIsSeen() {
    QCOMPARE(guessedOffset(headValues(1024)), 1024);
    QCOMPARE(guessedOffset(headValues(0)), 0);
    QCOMPARE(guessedOffset(headValues(0, false)), 0);  // cropped to the inside of the head
    QCOMPARE(guessedOffset({}), 0);
    QCOMPARE(guessedOffset(std::vector<std::int16_t>(1000, 0)), 0);
  }
  void offsetIsTakenAway() {
    auto values = headValues(1024);
    std::vector<Finding> findings;
    correctOffset(values, findings);
    QVERIFY(values == headValues(0));
    QCOMPARE(findings.size(), std::size_t(1));
    QCOMPARE(findings[0].code, FindingCode::ValuesNotHu);
    correctOffset(values, findings);
    QCOMPARE(findings.size(), std::size_t(1));
  }
};

BREGMA_TEST(HounsfieldTest, QCoreApplication);
#include "hounsfield_test.moc"
