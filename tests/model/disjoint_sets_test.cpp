#include "model/disjoint_sets.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class DisjointSetsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theLeastMemberIsTheRoot() {
    DisjointSets sets(6);
    QVERIFY(sets.join(5, 3));
    QVERIFY(sets.join(3, 4));
    QVERIFY(!sets.join(4, 5));
    QCOMPARE(sets.root(5), 3u);
    QCOMPARE(sets.root(0), 0u);
    QVERIFY(sets.join(4, 1));
    for (const std::uint32_t v : {1u, 3u, 4u, 5u}) QCOMPARE(sets.root(v), 1u);
    sets.reset(3);
    QCOMPARE(sets.root(2), 2u);
  }
};

BREGMA_TEST(DisjointSetsTest, QCoreApplication);
#include "disjoint_sets_test.moc"
