#include "model/error.hpp"

#include <QCoreApplication>
#include <QTest>
#include <set>

#include "tests/room.hpp"

using namespace bregma;

class ErrorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyFindingHasItsOwnNameAndIsFoundByIt() {
    std::set<std::string_view> names;
    for (int i = 0; i <= int(FindingCode::GraphicsMemoryShort); ++i) {
      const auto code = FindingCode(i);
      QVERIFY(!nameOf(code).empty());
      QVERIFY(names.insert(nameOf(code)).second);
      QVERIFY(findingNamed(nameOf(code)) == code);
    }
    QVERIFY(!findingNamed("NoSuchFinding"));
  }

  void exitCodesFollowTheKind() {
    QCOMPARE(exitCodeOf(ErrorCode::PathMissing), 3);
    QCOMPARE(exitCodeOf(ErrorCode::VaultCutOff), 3);
    QCOMPARE(exitCodeOf(ErrorCode::PlanKeyUnknown), 3);
    QCOMPARE(exitCodeOf(ErrorCode::NoDefect), 4);
    QCOMPARE(exitCodeOf(ErrorCode::BooleanFailed), 4);
    QCOMPARE(exitCodeOf(ErrorCode::StopFinding), 4);
    QCOMPARE(exitCodeOf(ErrorCode::WriteFailed), 3);
    QCOMPARE(exitCodeOf(ErrorCode::NetworkMissing), 3);
  }

  void whatIsTheCode() {
    try {
      throw Error(ErrorCode::NoBone, {226.0, 3071.0});
    } catch (const std::exception& e) {
      QCOMPARE(e.what(), "NoBone");
    }
  }
};

BREGMA_TEST(ErrorTest, QCoreApplication);
#include "error_test.moc"
