#include <QCoreApplication>
#include <QTest>
#include <cstring>
#include <sstream>

#include "model/io/mesh_file.hpp"
#include "model/mesh_rounding.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

class PlyTest : public QObject {
  Q_OBJECT
  Folder folder_;

  std::string written(const TriangleMesh& mesh) const {
    writePly(folder_ / "part.ply", {"part", &mesh, {1, 2, 255}});
    return bytesOf(folder_ / "part.ply");
  }
  static std::vector<std::string> headerOf(const std::string& bytes) {
    std::istringstream text(bytes.substr(0, bytes.find("end_header\n")));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  static const char* bodyOf(const std::string& bytes) {
    return bytes.data() + bytes.find("end_header\n") + 11;
  }

 private Q_SLOTS:
  void theHeaderTellsWhatFollows() {
    const TriangleMesh mesh = shapes::box({-3, 0, 5}, {4, 6, 9});
    const std::vector<std::string> told{
        "element vertex 8",    "property float x",   "property float y",
        "property float z",    "property uchar red", "property uchar green",
        "property uchar blue", "element face 12",    "property list uchar int vertex_indices"};
    std::vector<std::string> structure, comments;
    for (const std::string& line : headerOf(written(mesh))) {
      if (line.starts_with("comment ")) comments.push_back(line.substr(8));
      if (line.starts_with("element ") || line.starts_with("property ")) structure.push_back(line);
    }
    QCOMPARE(structure, told);
    QCOMPARE(comments, (std::vector<std::string>{"Bregma, mm, LPS", "part part"}));
  }

  void plyHoldsTheSameMesh() {
    const TriangleMesh mesh = roundedToFloat(shapes::ball({12.3, -80.7, 60.1}, 9.7, 20));
    const std::string bytes = written(mesh);
    QVERIFY(bytes.starts_with("ply\nformat binary_little_endian 1.0\n"));
    QVERIFY(bytes.find("element vertex " + std::to_string(mesh.vertices.size()) + "\n") !=
            std::string::npos);
    const char* at = bodyOf(bytes);
    QCOMPARE(bytes.data() + bytes.size() - at,
             std::ptrdiff_t(mesh.vertices.size() * 15 + mesh.triangles.size() * 13));
    for (const Vec3& v : mesh.vertices) {
      float p[3];
      std::memcpy(p, at, sizeof p);
      QVERIFY(Vec3({p[0], p[1], p[2]}) == v);
      QCOMPARE(std::uint8_t(at[12]), std::uint8_t(1));
      QCOMPARE(std::uint8_t(at[13]), std::uint8_t(2));
      QCOMPARE(std::uint8_t(at[14]), std::uint8_t(255));
      at += 15;
    }
    for (const auto& t : mesh.triangles) {
      QCOMPARE(*at, char(3));
      QCOMPARE(std::memcmp(at + 1, t.data(), sizeof t), 0);
      at += 13;
    }
  }

  // Half of a float's last place, 0.5 m from the origin, is 0.015 µm.
  void placesNobodyRoundedStayWithinNanometers() {
    const TriangleMesh mesh = shapes::ball({212.3, -480.7, 1.1}, 9.7, 20);
    const std::string bytes = written(mesh);
    const char* at = bodyOf(bytes);
    for (const Vec3& v : mesh.vertices) {
      float p[3];
      std::memcpy(p, at, sizeof p);
      QVERIFY(length(Vec3{p[0], p[1], p[2]} - v) < 3e-5);
      at += 15;
    }
  }
};

BREGMA_TEST(PlyTest, QCoreApplication);
#include "ply_test.moc"
