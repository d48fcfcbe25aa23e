#include "model/io/limits.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class LimitsTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void claimsAreChecked() {
    write(folder_ / "thousand", std::string(1000, 'x'));
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "thousand", 1000, false); }),
             std::string("none"));
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "thousand", 1001, false); }),
             std::string("FileDamaged"));
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "thousand", 1e6, true); }),
             std::string("none"));
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "thousand", 1e11, true); }),
             std::string("FileTooLarge"));
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "thousand", NAN, true); }),
             std::string("FileTooLarge"));
  }

  void theErrorSaysHowMuch() {
    write(folder_ / "small", "x");
    try {
      checkClaimedSize(folder_ / "small", 8e9, true);
      QFAIL("accepted eight gigabytes");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::FileTooLarge);
      QCOMPARE(std::get<double>(error.args.at(1)), 8.0);
      QCOMPARE(std::get<double>(error.args.at(2)), maxDecodedBytes / 1e9);
    }
  }

  void whatIsNotThereHoldsNothing() {
    QCOMPARE(errorOf([&] { checkClaimedSize(folder_ / "absent", 1, false); }),
             std::string("FileDamaged"));
  }
};

BREGMA_TEST(LimitsTest, QCoreApplication);
#include "limits_test.moc"
