#include "planning/print_layout.hpp"

#include <QCoreApplication>
#include <QTest>

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
};

BREGMA_TEST(PrintLayoutTest, QCoreApplication);
#include "print_layout_test.moc"
