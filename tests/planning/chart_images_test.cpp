#include "planning/chart_images.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/room.hpp"

using namespace bregma;

namespace {
constexpr int n = 48;
std::size_t at(int row, int column) { return std::size_t(row) * n + column; }

ChartMask disc(double row, double column, double radius) {
  ChartMask mask(std::size_t(n) * n);
  for (int r = 0; r < n; ++r)
    for (int c = 0; c < n; ++c) mask[at(r, c)] = std::hypot(r - row, c - column) <= radius;
  return mask;
}

ChartImage imageOf(double (*f)(double, double)) {
  ChartImage image(std::size_t(n) * n);
  for (int r = 0; r < n; ++r)
    for (int c = 0; c < n; ++c) image[at(r, c)] = float(f(r, c));
  return image;
}
}  // namespace

class ChartImagesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void openingDropsThinLinesAndClosingFillsThem() {
    ChartMask mask = disc(24, 24, 10);
    for (int c = 0; c < n; ++c) mask[at(5, c)] = 1;
    const ChartMask open = opened(mask, n, 1);
    QVERIFY(!open[at(5, 20)] && open[at(24, 24)]);
    ChartMask slit = disc(24, 24, 10);
    for (int c = 0; c < n; ++c) slit[at(24, c)] = 0;
    QVERIFY(closedUp(slit, n, 2)[at(24, 24)]);
  }

  void blurringKeepsSlopesAndSums() {
    const ChartImage slope = imageOf([](double r, double c) { return 0.3 * r - 0.2 * c + 5; });
    const auto soft = blurred({slope.begin(), slope.end()}, n, n, 2);
    for (int r = 6; r < n - 6; ++r)
      for (int c = 6; c < n - 6; ++c) QVERIFY(std::abs(soft[at(r, c)] - slope[at(r, c)]) < 1e-4f);
    std::vector<double> point(std::size_t(n) * n, 0);
    point[at(20, 24)] = 1;
    const auto spread = blurred(point, n, n, 2);
    double sum = 0;
    for (int r = 0; r < n; ++r)
      for (int c = 0; c < n; ++c) {
        sum += spread[at(r, c)];
        QVERIFY(spread[at(r, c)] <= spread[at(20, 24)]);
        if (std::abs(r - 20) > 6 || std::abs(c - 24) > 6) QCOMPARE(spread[at(r, c)], 0.0);
      }
    QVERIFY(std::abs(sum - 1) < 1e-4);
    QVERIFY(std::abs(spread[at(17, 24)] - spread[at(20, 27)]) < 1e-6f);
  }

  void holesAreFilledButNotBays() {
    ChartMask ring = disc(24, 24, 12);
    const ChartMask inner = disc(24, 24, 6);
    for (std::size_t i = 0; i < ring.size(); ++i) ring[i] = ring[i] && !inner[i];
    QVERIFY(withoutHoles(ring, n)[at(24, 24)]);
    for (int r = 24; r < n; ++r) ring[at(r, 24)] = 0;
    QVERIFY(!withoutHoles(ring, n)[at(24, 24)]);
  }

  void labelsTellPartsApart() {
    ChartMask mask = disc(10, 10, 4);
    const ChartMask other = disc(35, 35, 4);
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] |= other[i];
    int count = 0;
    const auto labels = labeled(mask, n, count);
    QCOMPARE(count, 2);
    QVERIFY(labels[at(10, 10)] == 1 && labels[at(35, 35)] == 2 && labels[at(0, 0)] == 0);
  }

  void labelsPartWhereAHeightJumps() {
    const ChartMask mask{1, 1, 1, 1, 1, 1, 1, 1, 1};
    const ChartImage steep{0, 1, 2, 1, 2, 3, 2, 3, 4}, ledge{0, 0, 9, 0, 0, 9, 0, 9, 9};
    int count = 0;
    labeled(mask, steep, 2, 3, count);
    QCOMPARE(count, 1);
    QCOMPARE(labeled(mask, ledge, 2, 3, count), (std::vector<int>{1, 1, 2, 1, 1, 2, 1, 2, 2}));
    QCOMPARE(count, 2);
  }

  void touchingKeepsPartsWithASeed() {
    const int n = 5;
    const ChartMask mask{1, 1, 0, 0, 0,  //
                         0, 1, 0, 0, 1,  //
                         0, 0, 0, 0, 1,  //
                         1, 0, 0, 0, 0,  //
                         0, 0, 0, 1, 1};
    ChartMask seeds(25, 0), expected(25, 0);
    seeds[6] = seeds[24] = seeds[12] = 1;  // the last one beside all parts
    for (const int i : {0, 1, 6, 23, 24}) expected[std::size_t(i)] = 1;
    QCOMPARE(touching(mask, seeds, n), expected);
  }

  void distanceIsEuclidean() {
    ChartMask mask(std::size_t(n) * n, 0);
    mask[at(7, 11)] = mask[at(40, 30)] = 1;
    const ChartImage distance = distanceTo(mask, n);
    for (int r = 0; r < n; ++r)
      for (int c = 0; c < n; ++c)
        QVERIFY(std::abs(distance[at(r, c)] -
                         std::min(std::hypot(r - 7, c - 11), std::hypot(r - 40, c - 30))) < 1e-4);
  }

  void nearestFillsTheUnknown() {
    ChartImage image(std::size_t(n) * n, std::numeric_limits<float>::quiet_NaN());
    image[at(3, 3)] = 1;
    image[at(40, 40)] = 2;
    const ChartImage filled = nearestFilled(image, n);
    QCOMPARE(filled[at(0, 0)], 1.0f);
    QCOMPARE(filled[at(47, 47)], 2.0f);
  }

  void halvingAndDoublingKeepAPlane() {
    const ChartImage plane = imageOf([](double r, double c) { return 3 + 0.5 * r - 0.25 * c; });
    const ChartImage back = doubled(halved(plane, n), n / 2);
    for (int r = 6; r < n - 6; ++r)
      for (int c = 6; c < n - 6; ++c) QVERIFY(std::abs(back[at(r, c)] - plane[at(r, c)]) < 1e-3);
  }

  void mirrorFlipsColumns() {
    const ChartImage image = imageOf([](double r, double c) { return 100 * r + c; });
    QCOMPARE(mirroredColumns(image, n)[at(4, 0)], image[at(4, n - 1)]);
  }
};

BREGMA_TEST(ChartImagesTest, QCoreApplication);
#include "chart_images_test.moc"
