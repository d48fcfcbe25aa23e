#include "planning/vault_problem.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr int side = 64;

std::size_t pixel(int row, int column) { return std::size_t(row) * side + column; }

// An 80 mm outer table, 6 mm thick, with an opening of 16×16 px left of the middle. Rows above
// `end` are no vault: an opening from there on has a free edge.
RimMaps plateWithOpening(int firstRow = 20, int end = 4) {
  RimMaps rim;
  rim.size = side;
  rim.outer.assign(side * side, 80);
  rim.thickness.assign(side * side, 6);
  for (ChartMask* mask : {&rim.opening, &rim.sound, &rim.known, &rim.unknown})
    mask->assign(side * side, 0);
  for (int row = end; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const bool open = row >= firstRow && row < firstRow + 16 && column >= 36 && column < 52;
      (open ? rim.opening : rim.known)[pixel(row, column)] = 1;
      rim.unknown[pixel(row, column)] = open;
      rim.sound[pixel(row, column)] = !open;
    }
  return rim;
}

ChartImage mapOf(double (*height)(int row, int column)) {
  ChartImage map;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) map.push_back(float(height(row, column)));
  return map;
}

}  // namespace

class VaultProblemTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theOppositeSideIsCounted() {
    QCOMPARE(vaultProblem(plateWithOpening()).mirrorShare, 1.0);
    RimMaps rim = plateWithOpening();
    for (int row = 20; row < 36; ++row) rim.known[pixel(row, side - 1 - 40)] = 0;
    QCOMPARE(vaultProblem(rim).mirrorShare, 15.0 / 16);
  }

  void aRayAstrayBesideTheOpeningCountsLess() {
    RimMaps rim = plateWithOpening();
    rim.thickness[pixel(28, 34)] += 2;
    const VaultProblem p = vaultProblem(rim);
    QVERIFY(p.thicknessTrust[pixel(28, 34)] < 0.1f);
    QVERIFY(p.thicknessTrust[pixel(24, 34)] > 0.9f);
    QCOMPARE(p.thicknessTrust[pixel(28, 40)], 0.0f);  // not believed at all
  }

  void healingIsARamp() {
    VaultProblem p;
    const std::pair<double, float> steps[]{{0, 0}, {20, 0}, {30, 0.5f}, {40, 1}, {90, 1}};
    for (const auto& [percent, share] : steps) {
      p.rim.remodelledPercent = percent;
      QCOMPARE(healedShare(p), share);
    }
  }

  void aBaseIsBroughtToTheRim() {
    const auto height = [](int row, int column) {
      return 80 - 0.01 * ((row - 30) * (row - 30) + (column - 32) * (column - 32));
    };
    RimMaps rim = plateWithOpening();
    rim.outer = mapOf(height);
    const VaultProblem p = vaultProblem(rim);
    // A base that is too high by 1 mm, and tilted.
    const ChartImage base = mapOf([](int row, int column) {
      return 81 + 0.04 * (column - 30) -
             0.01 * ((row - 30) * (row - 30) + (column - 32) * (column - 32));
    });
    const ChartImage fill = correctedOuter(p, base, {.stiffness = 2});
    for (int row = 20; row < 36; ++row)
      for (int column = 36; column < 52; ++column)
        QVERIFY(std::abs(fill[pixel(row, column)] - height(row, column)) < 0.1);
  }

  // The rim bends down towards the opening on one side of a corner whose other sides are free.
  void aSlopeAtTheEndOfTheRimDoesNotGrowOn() {
    RimMaps rim = plateWithOpening(4);
    for (int row = 4; row < side; ++row)
      for (int column = 32; column < side; ++column) {
        rim.outer[pixel(row, column)] -= 0.4f * float(column - 31);
        if (column >= 52) rim.known[pixel(row, column)] = rim.sound[pixel(row, column)] = 0;
      }
    for (int row = 20; row < side; ++row)
      for (int column = 36; column < 52; ++column)
        rim.known[pixel(row, column)] = rim.sound[pixel(row, column)] = 0;
    const VaultProblem p = vaultProblem(rim);
    const ChartImage base(side * side, 80);
    const ChartMask& known = p.rim.known;
    const ChartImage grown =
        corrected(p, base, p.rim.outer, {known.begin(), known.end()}, {.stiffness = 2});
    const ChartImage bounded = correctedOuter(p, base, {.stiffness = 2});
    QVERIFY(grown[pixel(10, 51)] < 75);
    for (int row = 4; row < 20; ++row)
      for (int column = 36; column < 52; ++column) {
        QVERIFY(bounded[pixel(row, column)] > 80 - 1.6 - 1.5);
        QVERIFY(bounded[pixel(row, column)] <= 80.1);
      }
  }

  void theMirroredMapIsContinuedWhereItIsNotBelieved() {
    const auto height = [](int row, int column) { return 80 + 0.1 * column - 0.05 * row; };
    RimMaps rim = plateWithOpening();
    rim.outer = mapOf(height);
    rim.known[pixel(28, side - 1 - 44)] = 0;
    rim.outer[pixel(28, side - 1 - 44)] = 20;
    const ChartImage base = mirroredBase(vaultProblem(rim), rim.outer);
    for (int row = 20; row < 36; ++row)
      for (int column = 36; column < 52; ++column)
        QVERIFY(std::abs(base[pixel(row, column)] - height(row, side - 1 - column)) < 0.05);
  }

  void whereTheVaultEndsTheOppositeSideTakesOver() {
    QCOMPARE(withinVault({1, 1, 1}, {3, 3, 3}, {0, 0.5f, 1}), (ChartImage{3, 2, 1}));
  }
};

BREGMA_TEST(VaultProblemTest, QCoreApplication);
#include "vault_problem_test.moc"
