#include "planning/implant_faces.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>

#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

class ImplantFacesTest : public QObject {
  Q_OBJECT

  static double areaOf(const Faces& faces, Face which) {
    double area = 0;
    for (std::size_t t = 0; t < faces.face.size(); ++t)
      if (faces.face[t] == which) area += faces.area[t];
    return area;
  }

 private Q_SLOTS:
  void aPlateHasTwoSidesAndWalls() {
    const TriangleMesh plate = shapes::box({-20, -15, 80}, {20, 15, 84});
    const Faces faces = facesOf(plate, {});
    QVERIFY(std::abs(areaOf(faces, Face::Outer) - 40 * 30) < 1e-6);
    QVERIFY(std::abs(areaOf(faces, Face::Inner) - 40 * 30) < 1e-6);
    QVERIFY(std::abs(areaOf(faces, Face::Wall) - 4 * 2 * (40 + 30)) < 1e-6);
    for (std::size_t t = 0; t < faces.face.size(); ++t) {
      QVERIFY(std::abs(length(faces.normal[t]) - 1) < 1e-9);
      if (faces.face[t] == Face::Outer) QVERIFY(faces.normal[t].z > 0.999);
      if (faces.face[t] == Face::Inner) QVERIFY(faces.center[t].z == 80);
    }
  }

  void oneKindKeepsItsOrderAndAllVertices() {
    const shapes::ShellImplant shell;
    const TriangleMesh mesh = shell.make().mesh;
    const Faces faces = facesOf(mesh, shell.center());
    std::size_t sum = 0;
    for (const Face which : {Face::Outer, Face::Inner, Face::Wall}) {
      const TriangleMesh part = only(mesh, faces, which);
      QCOMPARE(part.vertices.size(), mesh.vertices.size());
      QVERIFY(!part.triangles.empty());
      QVERIFY(std::abs(areaMm2(part) - areaOf(faces, which)) < 1e-6 * areaMm2(mesh));
      sum += part.triangles.size();
    }
    QCOMPARE(sum, mesh.triangles.size());
    // The outer side of a shell lies on its sphere.
    for (const auto& t : only(mesh, faces, Face::Outer).triangles)
      for (const auto v : t)
        QVERIFY(std::abs(length(mesh.vertices[v] - shell.center()) - shell.radius) < 1e-6);
  }
};

BREGMA_TEST(ImplantFacesTest, QCoreApplication);
#include "implant_faces_test.moc"
