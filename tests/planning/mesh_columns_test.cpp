#include "planning/mesh_columns.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class MeshColumnsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyColumnGoesInAndOut() {
    const TriangleMesh ball = shapes::ball({3, 4, 5}, 10, 60);
    const ColumnGrid grid = columnsOver(boundingBox(ball), 0.2);
    const MeshColumns columns(ball, grid);
    double volume = 0;
    for (int j = 0; j < grid.height; ++j)
      for (int i = 0; i < grid.width; ++i) {
        const auto crossings = columns.at(i, j);
        const double x = grid.x + i * grid.stepMm - 3, y = grid.y + j * grid.stepMm - 4;
        const double squared = 100 - x * x - y * y;
        if (squared < -0.5) QVERIFY(crossings.empty());
        if (squared < 0.5) continue;
        QCOMPARE(crossings.size(), 2u);
        QCOMPARE(crossings[0].turn, 1);
        QCOMPARE(crossings[1].turn, -1);
        QVERIFY(std::abs(crossings[0].z - (5 - std::sqrt(squared))) < 0.2);
        volume += (crossings[1].z - crossings[0].z) * grid.stepMm * grid.stepMm;
      }
    QVERIFY(std::abs(volume / (4.0 / 3 * std::numbers::pi * 1000) - 1) < 0.01);
  }

  void upperAndLowerShellsAreInOrder() {
    const TriangleMesh two =
        shapes::welded(shapes::box({0, 0, 10}, {5, 5, 12}), shapes::box({0, 0, 0}, {5, 5, 3}));
    const ColumnGrid grid = columnsOver({{1, 1, 0}, {2, 2, 0}}, 0.25);
    const MeshColumns columns(two, grid);
    const auto crossings = columns.at(1, 2);
    QCOMPARE(crossings.size(), 4u);
    const float expected[]{0, 3, 10, 12};
    for (int i = 0; i < 4; ++i) {
      QCOMPARE(crossings[i].z, expected[i]);
      QCOMPARE(crossings[i].turn, i % 2 == 0 ? 1 : -1);
    }
  }
};

BREGMA_TEST(MeshColumnsTest, QCoreApplication);
#include "mesh_columns_test.moc"
