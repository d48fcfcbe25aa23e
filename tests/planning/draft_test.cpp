#include "planning/draft.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "planning/mesh_check.hpp"
#include "planning/mesh_columns.hpp"
#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

/// The shell with a groove around its wall that no half can leave.
PartedShell grooved() {
  shapes::ShellImplant shell;
  PartedShell scene(shell);
  const int row = shell.rings + shell.wallRows / 2;
  for (int c = 0; c < shell.columns; ++c)
    for (int r = row - 1; r <= row + 1; ++r) {
      Vec3& v = scene.implant.vertices[1 + (r - 1) * shell.columns + c];
      const Vec3 across = normalized(Vec3{v.x, v.y, 0});
      v = v - across * 0.8;
    }
  return scene;
}

/// How deep the walls reach back behind themselves: along lines across the walls above and below
/// the parting surface, by the columns that are pierced more than twice.
int piercedTwice(const TriangleMesh& mesh) {
  const ColumnGrid grid = columnsOver(boundingBox(mesh), 0.25);
  const MeshColumns columns(mesh, grid);
  int count = 0;
  for (int j = 0; j < grid.height; ++j)
    for (int i = 0; i < grid.width; ++i) {
      const auto crossings = columns.at(i, j);
      double hidden = 0;  // air between the part and the part
      for (std::size_t c = 1; c + 1 < crossings.size(); c += 2)
        hidden += crossings[c + 1].z - crossings[c].z;
      count += hidden > 0.1;
    }
  return count;
}

}  // namespace

class DraftTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aGrooveIsFilled() {
    const PartedShell scene = grooved();
    QVERIFY(piercedTwice(scene.implant) > 100);
    const TriangleMesh free = drafted(scene.implant, scene.parting, {});
    QVERIFY(checkMesh(free).printable());
    const int left = piercedTwice(free);
    QVERIFY2(left <= 2, QByteArray::number(left));  // a wall as steep as the pull, on a grid
    QVERIFY(volumeMm3(free) > volumeMm3(scene.implant));
  }

  void whatIsFreeStaysAsItIs() {
    const PartedShell scene;
    const TriangleMesh free = drafted(scene.implant, scene.parting, {});
    QVERIFY(std::abs(volumeMm3(free) / volumeMm3(scene.implant) - 1) < 0.005);
    const SurfaceDistance before(scene.implant);
    double sum = 0;
    for (const Vec3& v : free.vertices) sum += before.distance(v);
    QVERIFY2(sum / double(free.vertices.size()) < 0.02,
             QByteArray::number(sum / double(free.vertices.size())));
  }

  void growingKeepsTheDistance() {
    const PartedShell scene;
    const TriangleMesh room = drafted(scene.implant, scene.parting, {.growMm = 0.4});
    const SurfaceDistance part(scene.implant);
    const Box box = boundingBox(scene.implant), grown = boundingBox(room);
    QVERIFY(std::abs(grown.high.z - box.high.z - 0.4) < 0.1);
    for (std::size_t i = 0; i < room.vertices.size(); i += 17)
      QVERIFY(part.distance(room.vertices[i]) > 0.2);  // edges are rounded
  }

  void wallsSlopeByTheDraft() {
    // An upright box whose walls stand straight: parted at its foot they lean by the draft.
    PartedShell scene;
    scene.implant.vertices.clear();
    scene.implant.triangles.clear();
    for (int i = 0; i < 8; ++i)
      scene.implant.vertices.push_back(
          {i & 1 ? 10.0 : -10.0, i & 2 ? 8.0 : -8.0, i & 4 ? 9.0 : 0.0});
    scene.implant.triangles = {{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4},
                               {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};
    for (Vec3& v : scene.parting.mesh.vertices) v.z = 0;
    const TriangleMesh leaning = drafted(scene.implant, scene.parting, {.draftDeg = 5});
    const SurfaceDistance surface(leaning);
    const auto widthAt = [&](double z) {
      const auto hit = surface.ray({0, 0, z}, {1, 0, 0});
      return hit ? hit->distance : 0;
    };
    QVERIFY(std::abs(widthAt(8) - 10) < 0.25);
    QVERIFY(std::abs(widthAt(1) - widthAt(8) - 7 * std::tan(5 * std::numbers::pi / 180)) < 0.1);
  }
};

BREGMA_TEST(DraftTest, QCoreApplication);
#include "draft_test.moc"
