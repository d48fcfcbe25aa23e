// The commands that do not plan: series, check, compare, phantom, help.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/image_file.hpp"
#include "model/io/stl.hpp"
#include "model/phantom.hpp"
#include "tests/app/cli.hpp"
#include "tests/model/io/ct_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

TriangleMesh tetrahedron() {
  return {{{0, 0, 0}, {10, 0, 0}, {0, 10, 0}, {0, 0, 10}},
          {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}};
}

}  // namespace

class CommandsTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::filesystem::path path(const char* name) const {
    return folder_.filePath(QLatin1String(name)).toStdString();
  }
  QString text(const char* name) const { return folder_.filePath(QLatin1String(name)); }

 private Q_SLOTS:
  void helpIsNoError() {
    const Outcome help = cli({"run", "--help"});
    QCOMPARE(help.exitCode, 0);
    QVERIFY(help.out.contains("implant.gapMm"));
    QVERIFY(help.out.contains("0 to 5"));
    QCOMPARE(cli({"--version"}).exitCode, 0);
  }
  void whoThePatientIsIsNotTold() {
    ObliqueGeometry grid;
    grid.size = {8, 8, 6};
    for (int k = 0; k < 6; ++k) {
      CtBytes file = ctSlice(grid, k, k, [](const Vec3& p) { return p.x; });
      file.put(0x10, 0x10, "PN", "Doe^Jane");
      file.put(0x10, 0x20, "LO", "PID4711");
      file.put(0x10, 0x30, "DA", "19700102");
      writeCt(path("Doe Jane CD"), std::to_string(k), file);
    }
    for (const char* form : {"--json", "--identity"}) {
      // Without --identity in both forms, then with it.
      const bool asked = form == std::string("--identity");
      for (const Outcome& told :
           {cli({"series", text("Doe Jane CD")}), cli({"series", text("Doe Jane CD"), form})}) {
        QCOMPARE(told.exitCode, 0);
        const QByteArray all = told.out + told.err;
        if (asked && all.contains("PID4711")) {
          QVERIFY(all.contains("Doe^Jane"));
          return;
        }
        for (const char* secret : {"Doe", "PID4711", "1970"}) QVERIFY(!all.contains(secret));
      }
    }
    QFAIL("--identity tells nothing");
  }
  void anonymousCopiesTellNobody() {
    const Outcome made =
        cli({"anonymize", text("Doe Jane CD"), "--out", text("anonymous"), "--json"});
    QVERIFY2(made.exitCode == 0, made.err);
    QCOMPARE(made.json()["files"].toInt(), 6);
    const Outcome who = cli({"series", text("anonymous"), "--identity", "--json"});
    QCOMPARE(who.exitCode, 0);
    for (const char* secret : {"Doe", "PID4711", "1970"})
      QVERIFY(!(made.out + made.err + who.out).contains(secret));
    const Outcome again = cli({"anonymize", text("Doe Jane CD"), "--out", text("anonymous")});
    QCOMPARE(again.exitCode, 3);
    const Outcome other =
        cli({"anonymize", text("Doe Jane CD"), "--out", text("other"), "--series", "9.9"});
    QCOMPARE(other.exitCode, 3);
    QVERIFY(!QFile::exists(text("other")));
  }
  void phantomsAreListedAsWritten() {
    const Outcome made = cli({"phantom", text("tilted"), "--tilt", "12", "--syntax", "jpegls",
                              "--pixel", "1.5", "--slice", "2", "--reversed", "--json"});
    QVERIFY2(made.exitCode == 0, made.err);
    QVERIFY(made.json()["implant_volume_mm3"].toDouble() > 1000);
    const Outcome listed = cli({"series", text("tilted"), "--json"});
    QVERIFY2(listed.exitCode == 0, listed.err);
    const QJsonArray all = listed.json()["series"].toArray();
    QCOMPARE(all.size(), 1);
    const QJsonObject s = all[0].toObject();
    QCOMPARE(s["modality"].toString(), QString("CT"));
    QCOMPARE(s["slices"].toInt(), made.json()["slices"].toInt());
    QVERIFY(std::abs(std::abs(s["tilt"].toDouble()) - 12) < 0.1);
    QVERIFY(std::abs(s["spacing"][0].toDouble() - 1.5) < 1e-6);
    QVERIFY(!s["uid"].toString().isEmpty());
    QVERIFY(s["size"].toArray().size() == 3);
    QVERIFY(!s["syntax"].toString().isEmpty());
  }
  void goodAndBadMeshesAreToldApart() {
    writeStl(path("good.stl"), tetrahedron());
    TriangleMesh open = tetrahedron();
    open.triangles.pop_back();
    writeStl(path("open.stl"), open);
    const Outcome good = cli({"check", text("good.stl"), "--json"});
    QVERIFY2(good.exitCode == 0, good.err);
    const QJsonObject mesh = good.json()["meshes"][0].toObject();
    QVERIFY(mesh["closed"].toBool() && mesh["manifold"].toBool());
    QCOMPARE(mesh["components"].toInt(), 1);
    QVERIFY(std::abs(mesh["volume_mm3"].toDouble() - 1000.0 / 6) < 1e-3);
    QVERIFY(std::abs(mesh["area_mm2"].toDouble() - (150 + 50 * std::sqrt(3.0))) < 1e-3);
    const Outcome both = cli({"check", text("good.stl"), text("open.stl"), "--json"});
    QCOMPARE(both.exitCode, 4);
    QCOMPARE(both.json()["meshes"].toArray().size(), 2);
    QVERIFY(!both.json()["meshes"][1]["closed"].toBool());
  }
  void unreadableMeshes() {
    QCOMPARE(cli({"check", text("missing.stl")}).exitCode, 3);
    write(text("mesh.xyz"), "x");
    QCOMPARE(cli({"check", text("mesh.xyz"), "--json"}).error(), QString("FormatUnknown"));
    write(text("cut.stl"), QByteArray(90, '\1'));
    QCOMPARE(cli({"check", text("cut.stl")}).exitCode, 3);
  }
  void masksAreCompared() {
    ObliqueGeometry grid{{20, 20, 20}, {}, {}};
    const auto slab = [&](int from, int to) {
      std::vector<std::uint8_t> mask(grid.count());
      for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = int(i % 20) >= from && int(i % 20) < to;
      return mask;
    };
    writeMaskNrrd(path("truth.nrrd"), grid, slab(5, 15));
    writeMaskNrrd(path("result.nrrd"), grid, slab(7, 17));
    writeMaskNrrd(path("skull.nrrd"), grid, slab(0, 5));
    const QStringList common{"compare", text("truth.nrrd"), text("result.nrrd"), "--json"};
    const Outcome compared = cli(common + QStringList{"--defective", text("skull.nrrd")});
    QVERIFY2(compared.exitCode == 0, compared.err);
    QCOMPARE(compared.json()["dsc"].toDouble(), 0.8);
    QCOMPARE(compared.json()["error_rate_percent"].toDouble(), 40.0);
    QCOMPARE(compared.json()["hd95_mm"].toDouble(), 2.0);
    QVERIFY(compared.json().contains("bdsc"));
    grid.origin.x = 1;
    writeMaskNrrd(path("moved.nrrd"), grid, slab(0, 5));
    const Outcome moved = cli(common + QStringList{"--defective", text("moved.nrrd")});
    QCOMPARE(moved.exitCode, 3);
    QCOMPARE(moved.error(), QString("GridsDiffer"));
  }
};

BREGMA_TEST(CommandsTest, QCoreApplication);
#include "commands_test.moc"
