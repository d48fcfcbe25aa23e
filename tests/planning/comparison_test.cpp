#include "planning/comparison.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <functional>

#include "tests/room.hpp"

using namespace bregma;

namespace {

ObliqueGeometry grid(int nx, int ny, int nz, double sx = 1, double sy = 1, double sz = 1) {
  ObliqueGeometry g{{nx, ny, nz}, {}, {}};
  g.steps.columns = {Vec3{sx, 0, 0}, Vec3{0, sy, 0}, Vec3{0, 0, sz}};
  return g;
}

std::vector<std::uint8_t> fill(const ObliqueGeometry& g,
                               const std::function<bool(int, int, int)>& inside) {
  std::vector<std::uint8_t> mask;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) mask.push_back(inside(i, j, k));
  return mask;
}

// All surface distances pair by pair: slow, and plainly right.
double slowHd95(const ObliqueGeometry& g, const std::vector<std::uint8_t>& a,
                const std::vector<std::uint8_t>& b) {
  const auto surface = [&](const std::vector<std::uint8_t>& m) {
    std::vector<Vec3> points;
    const auto at = [&](int i, int j, int k) {
      return i >= 0 && j >= 0 && k >= 0 && i < g.size[0] && j < g.size[1] && k < g.size[2] &&
             m[(std::size_t(k) * g.size[1] + j) * g.size[0] + i];
    };
    for (int k = 0; k < g.size[2]; ++k)
      for (int j = 0; j < g.size[1]; ++j)
        for (int i = 0; i < g.size[0]; ++i)
          if (at(i, j, k) && !(at(i - 1, j, k) && at(i + 1, j, k) && at(i, j - 1, k) &&
                               at(i, j + 1, k) && at(i, j, k - 1) && at(i, j, k + 1)))
            points.push_back(g.toPatient({double(i), double(j), double(k)}));
    return points;
  };
  const auto pa = surface(a), pb = surface(b);
  std::vector<double> all;
  const auto collect = [&](const std::vector<Vec3>& from, const std::vector<Vec3>& to) {
    for (const Vec3& p : from) {
      double best = 1e9;
      for (const Vec3& q : to) best = std::min(best, length(p - q));
      all.push_back(best);
    }
  };
  collect(pa, pb);
  collect(pb, pa);
  std::sort(all.begin(), all.end());
  const double rank = 0.95 * double(all.size() - 1);
  const auto low = std::size_t(rank);
  return all[low] + (rank - double(low)) * (all[std::min(low + 1, all.size() - 1)] - all[low]);
}

}  // namespace

class ComparisonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theSameMaskIsPerfect() {
    const auto g = grid(20, 20, 20);
    const auto m = fill(g, [](int i, int j, int k) { return i > 4 && i < 9 && j > 5 && k > 6; });
    const Comparison c = compareMasks(g, m, m, m);
    QCOMPARE(c.dsc, 1.0);
    QCOMPARE(c.bdsc, 1.0);
    QCOMPARE(c.hd95Mm, 0.0);
    QCOMPARE(c.errorRatePercent, 0.0);
  }
  void slabsHaveFormulaAnswers() {
    // Truth 10 voxels thick, result shifted by 2: overlap 8 of 10, faces 2 · 3 mm apart.
    const auto g = grid(40, 8, 8, 3, 1, 1);
    const auto truth = fill(g, [](int i, int, int) { return i >= 10 && i < 20; });
    const auto result = fill(g, [](int i, int, int) { return i >= 12 && i < 22; });
    const Comparison c = compareMasks(g, truth, result, truth);
    QCOMPARE(c.dsc, 0.8);
    QCOMPARE(c.errorRatePercent, 40.0);
    QCOMPARE(c.hd95Mm, slowHd95(g, truth, result));
    QCOMPARE(c.hd95Mm, 6.0);
  }
  void theBorderIsTenMillimetersWide() {
    // Defective bone is the plane i = 0; with 2 mm steps, i <= 5 lies within 10 mm.
    const auto g = grid(30, 5, 5, 2, 2, 2);
    const auto bone = fill(g, [](int i, int, int) { return i == 0; });
    const auto truth = fill(g, [](int i, int, int) { return i >= 1 && i < 20; });
    const auto result = fill(g, [](int i, int, int) { return i >= 3 && i < 10; });
    const Comparison c = compareMasks(g, truth, result, bone);
    QCOMPARE(c.bdsc, 2.0 * 3 / (5 + 3));
    QCOMPARE(c.dsc, 2.0 * 7 / (19 + 7));
  }
  void agreesWithThePlainWay() {
    const auto g = grid(24, 20, 16, 0.5, 0.7, 1.3);
    unsigned state = 7;
    const auto next = [&] { return (state = state * 1664525u + 1013904223u) >> 16; };
    for (int round = 0; round < 5; ++round) {
      const auto ball = [&] {
        const int ci = 6 + next() % 12, cj = 6 + next() % 8, ck = 5 + next() % 6;
        return fill(g, [=](int i, int j, int k) {
          return std::hypot(0.5 * (i - ci), 0.7 * (j - cj), 1.3 * (k - ck)) < 4;
        });
      };
      const auto a = ball(), b = ball();
      const double expected = slowHd95(g, a, b);
      QVERIFY(std::abs(compareMasks(g, a, b, a).hd95Mm - expected) < 1e-5);
    }
  }
  void emptyMasks() {
    const auto g = grid(6, 6, 6);
    const auto none = fill(g, [](int, int, int) { return false; });
    const auto all = fill(g, [](int, int, int) { return true; });
    QCOMPARE(compareMasks(g, none, none, all).dsc, 1.0);
    const Comparison missing = compareMasks(g, all, none, all);
    QCOMPARE(missing.dsc, 0.0);
    QVERIFY(std::isnan(missing.hd95Mm));
    QCOMPARE(missing.errorRatePercent, 100.0);
    QVERIFY(std::isnan(compareMasks(g, none, all, all).errorRatePercent));
    QCOMPARE(compareMasks(g, all, all, none).bdsc, 1.0);  // nothing is near: both empty
  }
  void anImplantInAWholeHeadIsFast() {
    const auto g = grid(512, 512, 200, 0.5, 0.5, 0.6);
    std::vector<std::uint8_t> truth(g.count()), result(g.count());
    for (int k = 100; k < 180; ++k)
      for (int j = 100; j < 300; ++j)
        for (int i = 100; i < 300; ++i) {
          truth[(std::size_t(k) * 512 + j) * 512 + i] = i < 112;
          result[(std::size_t(k) * 512 + j) * 512 + i] = i < 114;
        }
    QElapsedTimer timer;
    timer.start();
    const Comparison c = compareMasks(g, truth, result, truth);
    qInfo("%lld ms", timer.elapsed());
    QCOMPARE(c.hd95Mm, 1.0);
    QVERIFY(timer.elapsed() < 5000);
  }
};

BREGMA_TEST(ComparisonTest, QCoreApplication);
#include "comparison_test.moc"
