#include "planning/print_layout.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "model/mesh_rounding.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class PrintLayoutTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void partsStandOnTheirBasesAndNothingOverlaps() {
    std::vector<TriangleMesh> meshes;
    std::vector<LaidPart> parts;
    const Vec3 downs[]{{0, 0, -1}, {0, 0, 1}, normalized({1, 2, 3}), {-1, 0, 0}, {0.6, -0.8, 0}};
    for (int i = 0; i < 5; ++i)
      meshes.push_back(shapes::box({i * 7.0, -3, 80}, {i * 7.0 + 30 + 8 * i, 40.0 - 3 * i, 92}));
    for (int i = 0; i < 5; ++i) parts.push_back({&meshes[i], downs[i]});
    const auto placed = layOutForPrinting(parts, 100);
    std::vector<Box> boxes;
    for (int i = 0; i < 5; ++i) {
      // A turn, not a mirror: right stays right.
      QVERIFY(std::abs(determinant(placed[i].bedFromPatient) - 1) < 1e-9);
      QVERIFY(length(placed[i].bedFromPatient * downs[i] - Vec3{0, 0, -1}) < 1e-9);
      TriangleMesh laid = meshes[i];
      for (Vec3& v : laid.vertices) v = placed[i].toBed(v);
      QVERIFY(std::abs(volumeMm3(laid) / volumeMm3(meshes[i]) - 1) < 1e-9);
      boxes.push_back(boundingBox(laid));
      QVERIFY(std::abs(boxes.back().low.z) < 1e-9 && boxes.back().low.x > -1e-9);
    }
    for (int i = 0; i < 5; ++i)
      for (int j = 0; j < i; ++j) {
        const Box &a = boxes[i], &b = boxes[j];
        const double apart = std::max(std::max(a.low.x - b.high.x, b.low.x - a.high.x),
                                      std::max(a.low.y - b.high.y, b.low.y - a.high.y));
        QVERIFY2(apart > 7.9, QByteArray::number(apart));
      }
  }

  void rowsKeepToTheBed() {
    const TriangleMesh block = shapes::box({0, 0, 0}, {40, 30, 10});
    const std::vector<LaidPart> parts(7, LaidPart{&block, {0, 0, -1}});
    for (const Placement& p : layOutForPrinting(parts, 100)) {
      double right = 0;
      for (const Vec3& v : block.vertices) right = std::max(right, p.toBed(v).x);
      QVERIFY(right <= 100);
    }
  }

  // A wedge so sharp that its sides cross in many places of the bed when they are rounded.
  void whatIsPrintableStaysSoWhenItIsTurned() {
    TriangleMesh wedge;
    wedge.vertices = {{0, 0, 0},     {3e-3, 0, 0},      {-0.4, 0.4, 0},
                      {0.4, 0.4, 0}, {-0.4, 0.4, 1e-3}, {0.4, 0.4, 1e-3}};
    wedge.triangles = {{0, 2, 1}, {1, 2, 3}, {0, 1, 5}, {0, 5, 4},
                       {2, 4, 5}, {2, 5, 3}, {0, 4, 2}, {1, 3, 5}};
    QVERIFY(checkMesh(wedge).printable());
    int crossed = 0;
    for (int turn = 0; turn < 400; ++turn) {
      const Placement asked{rotation({0, 0, 1}, 0.1 * turn) * rotation({1, 0, 0}, 0.37 * turn),
                            {99, 451, 10}};
      TriangleMesh there = wedge;
      for (Vec3& v : there.vertices) v = asked.toBed(v);
      const bool stays = checkMesh(roundedToFloat(there)).printable();
      crossed += !stays;
      const auto [mesh, placement, check] = laidOnBed(wedge, asked);
      QVERIFY2(check.printable() && checkMesh(mesh).printable(), qPrintable(QString::number(turn)));
      QCOMPARE(placement == asked, stays);
      QVERIFY(placement.bedFromPatient == asked.bedFromPatient);
      QVERIFY(placement.shift.z == asked.shift.z && length(placement.shift - asked.shift) < 0.15);
      for (std::size_t i = 0; i < mesh.vertices.size(); ++i) {
        double off = 1e9;
        for (const Vec3& v : wedge.vertices)
          off = std::min(off, length(placement.toBed(v) - mesh.vertices[i]));
        QVERIFY(off < 1e-4);  // it lies where the placement says
      }
    }
    QVERIFY(crossed > 20);
  }
};

BREGMA_TEST(PrintLayoutTest, QCoreApplication);
#include "print_layout_test.moc"
