#include "model/io/mesh_file.hpp"

#include <QCoreApplication>
#include <QTest>
#include <clocale>

#include "model/mesh_rounding.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

TriangleMesh part() { return roundedToFloat(shapes::ball({12.3, -80.7, 60.1}, 9.7, 20)); }

}  // namespace

class MeshFileTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void samePartsSameBytes() {
    const TriangleMesh mesh = part();
    for (const char* name : {"a", "b"}) {
      if (*name == 'b' && !std::setlocale(LC_ALL, "de_DE.UTF-8")) qInfo("no decimal comma here");
      write3mf(folder_ / (std::string(name) + ".3mf"), {{"part", &mesh}});
      writeObj(folder_ / (std::string(name) + ".obj"), {"part", &mesh});
    }
    std::setlocale(LC_ALL, "C");
    QVERIFY(bytesOf(folder_ / "a.3mf") == bytesOf(folder_ / "b.3mf"));
    QVERIFY(bytesOf(folder_ / "a.obj") == bytesOf(folder_ / "b.obj"));
  }

  void whatCannotBeWrittenIsAnError() {
    const TriangleMesh mesh = part();
    const Path nowhere = folder_ / "no" / "such" / "part";
    QCOMPARE(errorOf([&] { write3mf(nowhere, {{"part", &mesh}}); }), std::string("WriteFailed"));
    QCOMPARE(errorOf([&] { writePly(nowhere, {"part", &mesh}); }), std::string("WriteFailed"));
    QCOMPARE(errorOf([&] { writeObj(nowhere, {"part", &mesh}); }), std::string("WriteFailed"));
  }
};

BREGMA_TEST(MeshFileTest, QCoreApplication);
#include "mesh_file_test.moc"
