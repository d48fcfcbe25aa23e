#include "model/io/stl.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cstring>

#include "model/error.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

bool isDamaged(const std::filesystem::path& path) {
  try {
    readStl(path);
  } catch (const Error& error) {
    return error.code == ErrorCode::FileDamaged;
  }
  return false;
}

const char tetrahedron[] =
    "solid vertex of a name\n"
    "facet normal 0 0 -1\n outer loop\n vertex 0 0 0\n vertex 0 1 0\n vertex 1 0 0\n endloop\n"
    "endfacet\n"
    "facet normal 0 -1 0\n outer loop\n vertex -0 0 0\n vertex +1e0 0 0\n vertex 0 0 1.0\n"
    " endloop\nendfacet\n"
    "facet normal -1 0 0\n outer loop\n vertex 0 0 0\n vertex 0 0 1\n vertex 0 1 0\n endloop\n"
    "endfacet\n"
    "facet normal 1 1 1\n outer loop\n vertex 1 0 0\n vertex 0 1 0\n vertex 0 0 1\n endloop\n"
    "endfacet\n"
    "endsolid vertex of a name\n";

}  // namespace

class StlTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void returnsWhatWasWritten() {
    const TriangleMesh ball = shapes::ball({10, -20, 30}, 12, 24);
    writeStl(folder_ / "ball.stl", ball);
    const TriangleMesh back = readStl(folder_ / "ball.stl");
    QCOMPARE(back.triangles.size(), ball.triangles.size());
    QCOMPARE(back.vertices.size(), ball.vertices.size());
    for (std::size_t t = 0; t < ball.triangles.size(); ++t)
      for (int corner = 0; corner < 3; ++corner) {
        const Vec3 a = ball.vertices[ball.triangles[t][corner]];
        const Vec3 b = back.vertices[back.triangles[t][corner]];
        QVERIFY(float(a.x) == b.x && float(a.y) == b.y && float(a.z) == b.z);
      }
  }

  void headerSaysUnitAndFrame() {
    const TriangleMesh ball = shapes::ball({}, 5, 8);
    writeStl(folder_ / "header.stl", ball);
    const std::string bytes = bytesOf(folder_ / "header.stl");
    QCOMPARE(bytes.size(), 84 + 50 * ball.triangles.size());
    QVERIFY(bytes.starts_with("Bregma, mm, LPS"));
    QCOMPARE(bytes.substr(15, 65), std::string(65, '\0'));
  }

  void sameMeshSameBytes() {
    const TriangleMesh ball = shapes::ball({1, 2, 3}, 7, 16);
    writeStl(folder_ / "one.stl", ball);
    writeStl(folder_ / "two.stl", ball);
    QCOMPARE(bytesOf(folder_ / "one.stl"), bytesOf(folder_ / "two.stl"));
  }

  void readsTextAndWelds() {
    write(folder_ / "text.stl", tetrahedron);
    const TriangleMesh mesh = readStl(folder_ / "text.stl");
    QCOMPARE(mesh.vertices.size(), 4u);
    QCOMPARE(mesh.triangles.size(), 4u);
    QVERIFY(std::abs(volumeMm3(mesh) - 1.0 / 6) < 1e-12);
  }

  void refusesDamage_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text(tetrahedron);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray(83, 'x');
    QTest::newRow("cut text") << text.left(200);
    QTest::newRow("text without end") << text.left(text.lastIndexOf("endsolid"));
    QTest::newRow("bad number") << QByteArray(text).replace("1e0", "one");
    QTest::newRow("two corners") << QByteArray(text).replace(" vertex 0 0 1.0\n", "");
    QByteArray claims(84 + 50, '\0');
    claims[80] = claims[81] = claims[82] = claims[83] = char(0xff);
    QTest::newRow("four billion triangles") << claims;
    QByteArray nan(84 + 50, '\0');
    nan[80] = 1;
    const float value = std::numeric_limits<float>::quiet_NaN();
    std::memcpy(nan.data() + 96, &value, 4);
    QTest::newRow("not a number") << nan;
  }
  void refusesDamage() {
    QFETCH(QByteArray, bytes);
    write(folder_ / "bad.stl", bytes.toStdString());
    QVERIFY(isDamaged(folder_ / "bad.stl"));
  }

  void missingFile() {
    try {
      readStl(folder_ / "nowhere.stl");
      QFAIL("read a file that is not there");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::PathMissing);
    }
  }

  void leavesNothingWhenItCannotWrite() {
    try {
      writeStl(folder_ / "no-such-folder" / "a.stl", shapes::ball({}, 5, 8));
      QFAIL("wrote into a folder that is not there");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::WriteFailed);
    }
    QVERIFY(!std::filesystem::exists(folder_ / "no-such-folder"));
  }
};

BREGMA_TEST(StlTest, QCoreApplication);
#include "stl_test.moc"
