#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <map>
#include <set>

#include "tests/room.hpp"
#include "training/evaluation.hpp"

using namespace bregma;

class BenchmarkDefectsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyHeadGetsEveryKindOnce() {
    for (int position = 0; position < 20; ++position) {
      const auto defects = benchmarkDefects(position);
      std::set<std::string> names;
      std::map<std::string, int> ofClass;
      for (const BenchmarkDefect& d : defects) {
        QVERIFY(names.insert(d.name).second);
        QVERIFY(std::ranges::count(d.classes, d.name) == 1);
        for (const std::string& c : d.classes) ++ofClass[c];
      }
      QCOMPARE(defects.size(), std::size_t(2 * 5 + 6 + 7));
      QCOMPARE(ofClass["clean"], 5);
      QCOMPARE(ofClass["healed"], 5);
      QCOMPARE(ofClass["healed-60to100"], 3);
      QCOMPARE(ofClass["mask"], 6);
      QCOMPARE(ofClass["share"], 7);
    }
  }

  // So many heads as there are sites show every size at every site.
  void everySizeMeetsEverySite() {
    std::map<std::string, std::set<Site>> sites;
    for (int position = 0; position < int(allSites.size()); ++position)
      for (const BenchmarkDefect& d : benchmarkDefects(position))
        if (!d.wish.kind && d.wish.share == 0) sites[d.name].insert(d.wish.site);
    QCOMPARE(sites.size(), std::size_t(10));
    for (const auto& [name, met] : sites) QCOMPARE(met.size(), allSites.size());
  }

  void sizesAreThoseOfTheirNames() {
    for (const BenchmarkDefect& d : benchmarkDefects(7)) {
      if (d.name == "healed-80") QVERIFY(d.wish.healed && d.wish.diameterMm == 80);
      if (d.name == "clean-120") QVERIFY(!d.wish.healed && d.wish.diameterMm == 120);
      if (d.name == "share-35") QCOMPARE(d.wish.share, 0.35);
      if (d.wish.kind) QVERIFY(d.wish.diameterMm >= 40 && d.wish.diameterMm <= 110);
    }
  }

  void theSameHeadGetsTheSameDefects() {
    const auto a = benchmarkDefects(3), b = benchmarkDefects(3), other = benchmarkDefects(4);
    for (std::size_t i = 0; i < a.size(); ++i) {
      QCOMPARE(a[i].name, b[i].name);
      QVERIFY(a[i].wish.site == b[i].wish.site);
      QVERIFY(a[i].wish.site != other[i].wish.site);
    }
  }
};

BREGMA_TEST(BenchmarkDefectsTest, QCoreApplication);
#include "benchmark_defects_test.moc"
