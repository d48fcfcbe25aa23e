#include "model/triangle_mesh.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {
// A box from `low` to `high`, facing outward.
TriangleMesh box(const Vec3& low, const Vec3& high) {
  TriangleMesh mesh;
  for (int c = 0; c < 8; ++c)
    mesh.vertices.push_back(
        {c & 1 ? high.x : low.x, c & 2 ? high.y : low.y, c & 4 ? high.z : low.z});
  mesh.triangles = {{0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4},
                    {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2}, {1, 3, 7}, {1, 7, 5}};
  return mesh;
}
}  // namespace

class TriangleMeshTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void appendedMeshesKeepTheirCorners() {
    TriangleMesh both = box({0, 0, 0}, {1, 2, 3});
    append(both, box({5, 5, 5}, {6, 6, 6}));
    QCOMPARE(both.vertices.size(), 16u);
    QVERIFY(std::abs(volumeMm3(both) - 7) < 1e-9);
    QVERIFY(boundingBox(both) == (Box{{0, 0, 0}, {6, 6, 6}}));
  }

  void boxMeasures() {
    const auto mesh = box({100, -50, 7}, {102, -47, 12});
    QVERIFY(std::abs(volumeMm3(mesh) - 30) < 1e-9);
    QVERIFY(std::abs(areaMm2(mesh) - 62) < 1e-9);
    QVERIFY(boundingBox(mesh) == (Box{{100, -50, 7}, {102, -47, 12}}));
  }

  void turnedInsideOutIsNegative() {
    auto mesh = box({0, 0, 0}, {1, 1, 1});
    for (auto& t : mesh.triangles) std::swap(t[1], t[2]);
    QVERIFY(std::abs(volumeMm3(mesh) + 1) < 1e-12);
  }

  void normalsPointOutward() {
    const auto mesh = box({-1, -1, -1}, {1, 1, 1});
    QVERIFY(length(triangleNormal(mesh, 0) - Vec3{0, 0, -1}) < 1e-12);
    const auto normals = vertexNormals(mesh);
    for (std::size_t v = 0; v < normals.size(); ++v)
      QVERIFY(dot(normals[v], mesh.vertices[v]) > 0.9);
  }

  void emptyMeshIsNothing() {
    const TriangleMesh none;
    QVERIFY(none.empty());
    QCOMPARE(volumeMm3(none), 0.0);
    QVERIFY(boundingBox(none) == Box{});
  }
};

BREGMA_TEST(TriangleMeshTest, QCoreApplication);
#include "triangle_mesh_test.moc"
