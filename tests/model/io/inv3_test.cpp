#include "model/io/inv3.hpp"

#include <QCoreApplication>
#include <QTest>
#include <fstream>

#include "model/error.hpp"
#include "tests/files.hpp"
#include "tests/model/io/archives.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

const Path cranium = "/usr/share/doc/invesalius-examples/examples/Cranium.inv3";

/// 4 columns, 3 rows, 2 slices; the value is 100 · slice + 10 · row + column.
std::string smallList(const std::string& extra = "", const std::string& slices = "2") {
  return "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>matrix</key><dict>"
         "<key>dtype</key><string>int16</string><key>filename</key><string>matrix.dat</string>"
         "<key>shape</key><array><integer>" +
         slices +
         "</integer><integer>3</integer><integer>4</integer></array></dict>"
         "<key>modality</key><string>CT</string><key>spacing</key><array><real>0.5</real>"
         "<real>0.6</real><real>2</real></array>" +
         extra + "</dict></plist>";
}

std::string smallMatrix() {
  std::string bytes;
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 4; ++i) {
        const std::int16_t v = std::int16_t(100 * k + 10 * j + i);
        bytes.append(reinterpret_cast<const char*>(&v), 2);
      }
  return bytes;
}

std::string smallProject(const std::string& list, const std::string& more = "") {
  return tarEntry("p/main.plist", list) + tarEntry("p/matrix.dat", smallMatrix()) + more +
         std::string(1024, '\0');
}

/// A surface, its list and the mask whose threshold made it; points as ASCII.
std::string surfaceParts(const std::string& points) {
  return tarEntry("p/surface_0.plist",
                  "<plist><dict><key>polydata</key><string>surface_0.vtp</string></dict></plist>") +
         tarEntry("p/mask_0.plist",
                  "<plist><dict><key>threshold_range</key><array><integer>226</integer>"
                  "<integer>3071</integer></array></dict></plist>") +
         tarEntry("p/surface_0.vtp",
                  "<?xml version=\"1.0\"?><VTKFile type=\"PolyData\" byte_order=\"LittleEndian\">"
                  "<PolyData><Piece><Points><DataArray type=\"Float32\" format=\"ascii\">" +
                      points + "</DataArray></Points></Piece></PolyData></VTKFile>");
}
const std::string surfaceKeys =
    "<key>surfaces</key><dict><key>0</key><string>surface_0.plist</string></dict>"
    "<key>masks</key><dict><key>0</key><string>mask_0.plist</string></dict>";

}  // namespace

class Inv3Test : public QObject {
  Q_OBJECT
  Folder folder_;

  Path save(const std::string& bytes) const {
    const Path path = folder_ / "a.inv3";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  std::string errorFor(const std::string& bytes) const {
    const Path path = save(bytes);
    return errorOf([&] { importInv3(path); });
  }

 private Q_SLOTS:
  void rowsAreTurnedIntoPatientSpace() {
    for (const bool gzip : {false, true}) {
      const std::string tar = smallProject(smallList());
      const Scan scan = importInv3(save(gzip ? gzipped(tar) : tar));
      const Geometry& g = scan.ct.geometry();
      QVERIFY(g.size == (std::array{4, 3, 2}));
      QCOMPARE(g.spacing, (Vec3{0.5, 0.6, 2}));
      for (int k = 0; k < 2; ++k)
        for (int j = 0; j < 3; ++j)
          for (int i = 0; i < 4; ++i)
            QCOMPARE(sample(scan.ct, {0.5 * i, -0.6 * j, 2.0 * k}, -1),
                     double(100 * k + 10 * j + i));
      const Finding* side = findingIn(scan.findings, FindingCode::SideUnconfirmed);
      QVERIFY(side && side->severity == Severity::Warning);
      QVERIFY(findingIn(scan.findings, FindingCode::SlicesThick));
    }
  }

  void surfacesMustLieOnTheVolume() {
    // Values 100…123 at slice 1 are within 150 HU of 226; outside the volume nothing is.
    const Scan on = importInv3(
        save(smallProject(smallList(surfaceKeys), surfaceParts("0 0 2 0.5 -0.6 2 1.5 -1.2 2"))));
    QVERIFY(!findingIn(on.findings, FindingCode::OrientationMismatch));
    const Scan off = importInv3(
        save(smallProject(smallList(surfaceKeys), surfaceParts("0 0.6 2 0.5 0.6 2 1.5 1.2 2"))));
    const Finding* mismatch = findingIn(off.findings, FindingCode::OrientationMismatch);
    QVERIFY(mismatch && mismatch->severity == Severity::Stop);
  }

  void realPatient() {
    QVERIFY2(std::filesystem::exists(cranium), "package invesalius-examples is missing");
    const Scan scan = importInv3(cranium);
    const Geometry& g = scan.ct.geometry();
    QVERIFY(g.size == (std::array{256, 256, 108}));
    QVERIFY(std::abs(g.spacing.x - 0.95703) < 1e-4 && g.spacing.z == 1.5);
    QVERIFY(findingIn(scan.findings, FindingCode::SideUnconfirmed));
    QVERIFY(!findingIn(scan.findings, FindingCode::OrientationMismatch));

    // The face is anterior: at the height of the jaws teeth (above 1500 HU) lie in front of the
    // middle of the head. The vault is superior: the top slices hold less bone than the middle.
    const double middle = g.origin.y + 128 * g.spacing.y;
    std::int64_t front = 0, back = 0, top = 0, half = 0;
    for (int j = 0; j < 256; ++j)
      for (int i = 0; i < 256; ++i) {
        for (int k = 0; k < 15; ++k)
          if (scan.ct.at(i, j, k) > 1800) ++(g.toPatient(i, j, k).y < middle ? front : back);
        top += scan.ct.at(i, j, 104) > 226;
        half += scan.ct.at(i, j, 60) > 226;
      }
    QVERIFY(front > 5 * back);
    QVERIFY(top < half);

    // The hole in the forehead is right of the middle under InVesalius' convention: between the
    // frontal mirror points of slice 85 bone is missing at low x only.
    int right = 0, left = 0;
    for (int j = 0; j < 90; ++j)
      for (int i = 0; i < 256; ++i)
        if (scan.ct.at(i, j, 85) > 226) ++(i < 131 ? right : left);
    QVERIFY2(right < left, qPrintable(QString("%1 %2").arg(right).arg(left)));
  }

  void damagedArchivesGiveOneClearError() {
    const std::string good = gzipped(smallProject(smallList()));
    std::string flipped = good;
    flipped[good.size() / 2] = char(flipped[good.size() / 2] ^ 0x55);
    QCOMPARE(errorFor(flipped), std::string("FileDamaged"));
    QCOMPARE(errorFor(good.substr(0, good.size() / 2)), std::string("FileDamaged"));
    QCOMPARE(errorFor("not an archive at all"), std::string("FileDamaged"));
    QCOMPARE(errorFor(""), std::string("FileDamaged"));
    QCOMPARE(errorFor(smallProject(smallList("", "3"))), std::string("FileDamaged"));
    QCOMPARE(errorFor(smallProject(smallList("", "1e300"))), std::string("FileDamaged"));
    QCOMPARE(errorFor(smallProject(smallList("", "-2"))), std::string("FileDamaged"));
    QCOMPARE(errorFor(smallProject("<plist><dict><key>matrix</key>")), std::string("FileDamaged"));
    QCOMPARE(errorFor(smallProject(smallList(surfaceKeys))), std::string("FileDamaged"));
    std::string magnetic = smallList();
    magnetic.replace(magnetic.find(">CT<"), 4, ">MRI<");
    QCOMPARE(errorFor(smallProject(magnetic)), std::string("NotCt"));
  }

  void bombsAreRefusedEarly() {
    // A header that claims 8 GB, and 300 MB of zeros in a list that may have 1 MB.
    QCOMPARE(errorFor(tarEntry("p/matrix.dat", "x", '0', 0x1ffffffff)), std::string("FileDamaged"));
    QCOMPARE(errorFor(gzipped(tarEntry("p/main.plist", std::string(30'000'000, '\0')))),
             std::string("FileDamaged"));
  }
};

BREGMA_TEST(Inv3Test, QCoreApplication);
#include "inv3_test.moc"
