#include "planning/shell_distance.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

namespace {
// A spherical shell from 74 to 80 mm, kept within 40 pixels of the vertex.
ShellDistance cap() {
  const Chart chart;
  ChartImage outline(chart.count());
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      outline[std::size_t(row) * chart.size + column] =
          float(std::hypot(column - chart.middle(), row - chart.middle()) - 40);
  return {{chart, std::vector<float>(chart.count(), 80), std::vector<float>(chart.count(), 74)},
          std::move(outline)};
}
}  // namespace

class ShellDistanceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void distancesAlongTheAxis() {
    const ShellDistance shell = cap();
    QVERIFY(std::abs(shell.at({0, 0, 80})) < 1e-3);
    QVERIFY(std::abs(shell.at({0, 0, 77}) + 3) < 1e-3);
    QVERIFY(std::abs(shell.at({0, 0, 82}) - 2) < 1e-3);
    QVERIFY(std::abs(shell.at({0, 0, 73}) - 1) < 1e-3);
  }

  void outlineEndsThePiece() {
    const ShellDistance shell = cap();
    const Chart chart;
    const auto on = [&](double pixels) {
      return shell.at(chart.direction(chart.middle() + pixels, chart.middle()) * 77.0);
    };
    QVERIFY(on(38) < 0 && on(42) > 0);
    QVERIFY(std::abs(on(40)) < 0.2);
  }

  void boxHoldsThePiece() {
    HeadFrame frame;
    frame.center = {10, 20, 30};
    const Box box = cap().boundingBox(frame).value();
    QVERIFY(std::abs(box.high.z - 110) < 0.1);
    const double reach = 80 * std::sin(40 * Chart{}.radPerPixel());
    QVERIFY(std::abs(box.high.x - 10 - reach) < 1 && std::abs(box.low.y - 20 + reach) < 1);
  }

  void slopesOfAPlaneAreItsCosine() {
    // The plane z = 60 as radii: the cosine to its normal is the ray's polar cosine.
    const Chart chart;
    std::vector<float> radius(chart.count());
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column)
        radius[std::size_t(row) * chart.size + column] =
            float(60 / std::max(0.3, chart.direction(column, row).z));
    for (const auto& [row, column] : {std::pair{191, 191}, {191, 240}, {150, 215}})
      QVERIFY(std::abs(slopeCosine(radius, chart, row, column) -
                       std::cos(chart.polarRad(column, row))) < 0.01);
  }
};

BREGMA_TEST(ShellDistanceTest, QCoreApplication);
#include "shell_distance_test.moc"
