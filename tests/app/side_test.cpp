// The phantom's hole is on the left and in front: whatever is read and written keeps it there.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/stl.hpp"
#include "model/phantom.hpp"
#include "tests/app/cli.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class SideTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  PhantomSettings head_;
  std::filesystem::path path(const QString& name) const {
    return folder_.filePath(name).toStdString();
  }

 private Q_SLOTS:
  void initTestCase() { head_.spacing = {1.5, 1.5, 1.5}; }

  void partsLieWhereTheHoleIs_data() {
    QTest::addColumn<QString>("input");
    for (const char* input : {"turned", "tilted", "mask.nrrd"})
      QTest::newRow(input) << QString(input);
  }
  void partsLieWhereTheHoleIs() {
    QFETCH(QString, input);
    const CtVolume ct = phantomVolume(head_);
    if (input == "mask.nrrd") {
      // The same grid, its first and second axis running to the right and to the front.
      const BinaryVolume mask = phantomMask(head_);
      const Geometry& g = mask.geometry();
      ObliqueGeometry turned;
      turned.size = g.size;
      turned.steps.columns = {Vec3{-g.spacing.x, 0, 0}, Vec3{0, -g.spacing.y, 0},
                              Vec3{0, 0, g.spacing.z}};
      turned.origin = g.toPatient(g.size[0] - 1, g.size[1] - 1, 0);
      std::vector<std::uint8_t> voxels;
      for (int k = 0; k < g.size[2]; ++k)
        for (int j = g.size[1]; j-- > 0;)
          for (int i = g.size[0]; i-- > 0;) voxels.push_back(mask.at(i, j, k));
      writeMaskNrrd(path(input), turned, voxels);
    } else {
      DicomWriteSettings settings;
      settings.turned = input == "turned";
      settings.tiltDeg = input == "tilted" ? 12 : 0;
      writeDicom(path(input), ct, settings);
    }
    const QString out = folder_.filePath(input + ".bregma");
    const Outcome run = cli({"run", folder_.filePath(input), "--method", "spline", "--no-pictures",
                             "--set", "export.skull=true", "--out", out, "--json"});
    QVERIFY2(run.exitCode == 0, run.err + run.out);
    const auto middleOf = [&](const char* part) {
      const TriangleMesh mesh = readStl((out + "/export/" + part).toStdString());
      Vec3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
      for (const Vec3& v : mesh.vertices) {
        low = {std::min(low.x, v.x), std::min(low.y, v.y), std::min(low.z, v.z)};
        high = {std::max(high.x, v.x), std::max(high.y, v.y), std::max(high.z, v.z)};
      }
      return (low + high) / 2 - head_.center;
    };
    const Vec3 implant = middleOf("implant.stl"), skull = middleOf("skull.stl");
    QVERIFY2(implant.x > 20 && implant.y < -20 && implant.z > 40,
             qPrintable(QStringLiteral("%1 %2 %3").arg(implant.x).arg(implant.y).arg(implant.z)));
    QVERIFY(length(skull) < 2);
  }
};

BREGMA_TEST(SideTest, QCoreApplication);
#include "side_test.moc"
