#include "planning/outer_side.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "tests/planning/curved_plate.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::CurvedPlate;

class OuterSideTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isTheOuterSideOnly() {
    const CurvedPlate plate;
    const OuterSide side = plate.side();
    QVERIFY(side.mesh().triangles.size() > 1000);
    for (const auto& t : side.mesh().triangles)
      for (const auto v : t)
        QVERIFY(std::abs(length(side.mesh().vertices[v] - plate.frame.center) - 75) < 1e-6);
  }
  void nearestFacesOutward() {
    const CurvedPlate plate;
    const OuterSide side = plate.side();
    const OuterSpot spot = side.nearest(plate.shell.apex - plate.outward * 8);
    QVERIFY(length(spot.place - plate.shell.apex) < 0.5);
    QVERIFY(dot(spot.normal, plate.outward) > 0.99);
    QVERIFY(!side.nearest(plate.shell.apex - plate.outward * 8, 7));
    QVERIFY(dot(side.normalAround(plate.shell.apex, 5), plate.outward) > 0.999);
  }
  void measuresThicknessAndTheWayToTheWalls() {
    const CurvedPlate plate;
    const OuterSide side = plate.side();
    const auto through = side.crossings(plate.shell.apex + plate.outward * 3, -plate.outward, 100);
    QCOMPARE(through.size(), std::size_t(2));
    QVERIFY(std::abs(through[0] - 3) < 0.05 && std::abs(through[1] - 8) < 0.05);
    QCOMPARE(side.crossings(plate.shell.apex + plate.outward * 3, -plate.outward, 7).size(),
             std::size_t(1));
    const auto below = side.below(plate.shell.apex + plate.outward * 40, -plate.outward);
    QVERIFY(below && length(below->place - plate.shell.apex) < 0.05);
    QVERIFY(!side.below(plate.shell.apex + plate.outward * 40, plate.outward));
    const double chord = std::hypot(45, 75 - 60.0);
    QVERIFY(std::abs(side.toWall(plate.shell.apex) - chord) < 0.2);
  }
  void aDentIsNoWall() {
    CurvedPlate plate;
    TriangleMesh& mesh = plate.implant.mesh;
    const auto dented = std::uint32_t(
        std::ranges::min_element(mesh.vertices, {},
                                 [&](const Vec3& v) { return length(v - plate.shell.apex); }) -
        mesh.vertices.begin());
    mesh.vertices[dented] = mesh.vertices[dented] - plate.outward * 1.2;
    const Faces faces = facesOf(mesh, plate.frame.center);
    QVERIFY(std::ranges::any_of(mesh.triangles, [&](const auto& t) {
      return faces.face[std::size_t(&t - mesh.triangles.data())] == Face::Wall &&
             (t[0] == dented || t[1] == dented || t[2] == dented);
    }));
    QVERIFY(plate.side().toWall(plate.shell.apex) > 40);
  }
};

BREGMA_TEST(OuterSideTest, QCoreApplication);
#include "outer_side_test.moc"
