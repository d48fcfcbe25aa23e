#include "model/large_vector.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cstdint>

#include "tests/room.hpp"

using namespace bregma;

class LargeVectorTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isFilledWhateverItsSize() {
    for (const std::size_t count : {0u, 1u, 1000u, 5'000'001u}) {
      const auto values = largeVector<std::int16_t>(count, -1024);
      QCOMPARE(values.size(), count);
      QCOMPARE(std::size_t(std::ranges::count(values, -1024)), count);
    }
  }
  void leavesWhatIsThere() {
    std::vector<std::uint8_t> bytes(10'000'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 7);
    const auto before = bytes;
    preferLargePages(bytes.data() + 1, bytes.size() - 2);
    preferLargePages(nullptr, 0);
    QVERIFY(bytes == before);
  }
};

BREGMA_TEST(LargeVectorTest, QCoreApplication);
#include "large_vector_test.moc"
