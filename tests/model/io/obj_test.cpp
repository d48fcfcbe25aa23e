#include <QCoreApplication>
#include <QTest>
#include <sstream>

#include "model/io/mesh_file.hpp"
#include "model/mesh_rounding.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

class ObjTest : public QObject {
  Q_OBJECT
  Folder folder_;

  struct Read {
    TriangleMesh mesh;
    std::string name, comment, others;
  };
  Read writtenAndRead(const TriangleMesh& mesh, const std::string& as) const {
    writeObj(folder_ / "part.obj", {as, &mesh});
    std::istringstream text(bytesOf(folder_ / "part.obj"));
    Read read;
    for (std::string line; std::getline(text, line);) {
      std::istringstream words(line);
      std::string word;
      words >> word;
      float x, y, z;
      std::uint32_t a, b, c;
      if (word == "#")
        std::getline(words >> std::ws, read.comment);
      else if (word == "o")
        std::getline(words >> std::ws, read.name);
      else if (word == "v" && words >> x >> y >> z)
        read.mesh.vertices.push_back({x, y, z});
      else if (word == "f" && words >> a >> b >> c)
        read.mesh.triangles.push_back({a - 1, b - 1, c - 1});
      else
        read.others += word;
      if (words >> word) read.others += word;
    }
    return read;
  }

 private Q_SLOTS:
  void objHoldsTheSameMesh() {
    const TriangleMesh mesh = roundedToFloat(shapes::ball({12.3, -80.7, 60.1}, 9.7, 20));
    const auto [back, name, comment, others] = writtenAndRead(mesh, "part");
    QCOMPARE(name, std::string("part"));
    QVERIFY(back.vertices == mesh.vertices && back.triangles == mesh.triangles);
    QCOMPARE(comment, std::string("Bregma, mm, LPS"));
    QCOMPARE(others, std::string());
  }

  void aNameMayHaveWords() {
    const TriangleMesh box = shapes::box({-3, 0, 5}, {4, 6, 9});
    QCOMPARE(writtenAndRead(box, "mold outer").name, std::string("mold outer"));
  }

  // From a fraction of a µm to beyond any head: half of a float's last place each.
  void placesNobodyRoundedKeepTheirDigits() {
    TriangleMesh mesh = shapes::ball({0, 0, 0}, 1, 12);
    for (const double scale : {1.0 / 3e5, 1.0 / 3, 1000.0 / 3}) {
      TriangleMesh scaled = mesh;
      for (Vec3& v : scaled.vertices) v = v * scale;
      const TriangleMesh back = writtenAndRead(scaled, "part").mesh;
      QCOMPARE(back.vertices.size(), scaled.vertices.size());
      for (std::size_t i = 0; i < back.vertices.size(); ++i)
        QVERIFY(length(back.vertices[i] - scaled.vertices[i]) < 1e-7 * scale);
    }
  }
};

BREGMA_TEST(ObjTest, QCoreApplication);
#include "obj_test.moc"
