#include "planning/thin_plate.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/room.hpp"

using namespace bregma;

class ThinPlateTest : public QObject {
  Q_OBJECT
  static constexpr int n = 48;
  static std::size_t at(int row, int column) { return std::size_t(row) * n + column; }
  static ChartMask disc(double row, double column, double radius) {
    ChartMask mask(std::size_t(n) * n);
    for (int r = 0; r < n; ++r)
      for (int c = 0; c < n; ++c) mask[at(r, c)] = std::hypot(r - row, c - column) <= radius;
    return mask;
  }
  static ChartImage imageOf(double (*f)(double, double)) {
    ChartImage image(std::size_t(n) * n);
    for (int r = 0; r < n; ++r)
      for (int c = 0; c < n; ++c) image[at(r, c)] = float(f(r, c));
    return image;
  }

 private Q_SLOTS:
  void continuesASmoothSurface() {
    const ChartImage bowl = imageOf([](double r, double c) {
      return 70 + 0.01 * (r - 20) * (r - 20) - 0.02 * (c - 24) * (c - 24);
    });
    const ChartMask hole = disc(24, 24, 10);
    ChartMask active = disc(24, 24, 20), known = active;
    for (std::size_t i = 0; i < hole.size(); ++i) known[i] = active[i] && !hole[i];
    ChartImage measured = bowl;
    for (std::size_t i = 0; i < hole.size(); ++i)
      if (hole[i]) measured[i] = std::numeric_limits<float>::quiet_NaN();
    const auto filled = ThinPlate(active, n).through(measured, known, {.stiffness = 0.1});
    for (std::size_t i = 0; i < hole.size(); ++i)
      if (hole[i]) QVERIFY(std::abs(filled[i] - bowl[i]) < 0.35);
    QVERIFY(std::isnan(filled[at(0, 0)]));
  }

  // A wave along the edge of what is known would grow a hundredfold as a harmonic function.
  void goesOnStraightAtAFreeEdge() {
    const ChartImage wavy = imageOf([](double r, double c) {
      return 70 + 0.2 * r + 0.3 * std::sin(2 * std::numbers::pi * c / 10);
    });
    const ChartMask active(std::size_t(n) * n, 1);
    ChartMask known = active;
    for (int r = 0; r < 10; ++r)
      for (int c = 0; c < n; ++c) known[at(r, c)] = 0;
    const auto filled = ThinPlate(active, n).through(wavy, known, {.stiffness = 0.5});
    for (int r = 0; r < 10; ++r)
      for (int c = 0; c < n; ++c) QVERIFY(std::abs(filled[at(r, c)] - (70 + 0.2 * r)) < 1.5);
  }

  void pullDrawsToZeroFarFromBone() {
    const ChartMask active(std::size_t(n) * n, 1);
    ChartMask known(std::size_t(n) * n, 0);
    for (int r = 0; r < n; ++r) known[at(r, 0)] = 1;
    const ChartImage one(std::size_t(n) * n, 1);
    const auto filled = ThinPlate(active, n).through(one, known, {.stiffness = 1, .pull = 0.05});
    QVERIFY(filled[at(24, 0)] > 0.7f);
    QVERIFY(std::abs(filled[at(24, 40)]) < 0.05f);
  }

  // Straight, a plate costs next to nothing: what little pulls its gradients to zero.
  void straightValuesComeBack() {
    const ChartImage slope = imageOf([](double r, double c) { return 3 + 0.5 * r - 0.2 * c; });
    const ChartMask plate = disc(24, 24, 20), known = disc(24, 14, 8);
    const ChartImage back = ThinPlate(plate, n).through(slope, known, {.stiffness = 1});
    for (std::size_t i = 0; i < plate.size(); ++i)
      if (plate[i])
        QVERIFY2(std::abs(back[i] - slope[i]) < (known[i] ? 0.01 : 0.3),
                 qPrintable(QString::number(back[i] - slope[i])));
  }

  void bendsToWhatIsTrusted() {
    const ChartMask plate(std::size_t(n) * n, 1);
    ChartImage values(plate.size(), 0), trust(plate.size(), 1), doubled = values;
    values[at(24, 24)] = 10;
    doubled[at(24, 24)] = 20;
    const ThinPlate sheet(plate, n);
    const float alike = sheet.through(values, trust, {.stiffness = 1})[at(24, 24)];
    trust[at(24, 24)] = 100;
    const auto both = sheet.through({&values, &doubled}, trust, {.stiffness = 1});
    const float trusted = both[0][at(24, 24)];
    QVERIFY(alike > 0 && alike < 5 && trusted > 9 && trusted < 10);
    QVERIFY(std::abs(both[1][at(24, 24)] - 2 * trusted) < 1e-4f);
    trust[at(24, 24)] = 0;
    values[at(24, 24)] = std::numeric_limits<float>::quiet_NaN();  // not read
    QVERIFY(std::abs(sheet.through(values, trust, {.stiffness = 1})[at(24, 24)]) < 1e-4f);
  }
};

BREGMA_TEST(ThinPlateTest, QCoreApplication);
#include "thin_plate_test.moc"
