// A real patient with a real frontal defect, from the scan to the files.
#include <QGuiApplication>
#include <QImage>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/dicom_write.hpp"
#include "model/io/stl.hpp"
#include "model/scan.hpp"
#include "model/triangle_mesh.hpp"
#include "planning/bone.hpp"
#include "planning/head.hpp"
#include "planning/mesh_columns.hpp"
#include "planning/shell_fields.hpp"
#include "planning/surface_distance.hpp"
#include "tests/app/cli.hpp"
#include "tests/image_letters.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

double farthest(const Vec3& a, const Vec3& b) { return length(a - b); }

/// How much of the mesh is bone by the grey values, counted in voxels of 0.25 mm.
double boneShare(const TriangleMesh& mesh, const Scan& scan) {
  const double side = 0.25;
  const Box box = boundingBox(mesh);
  const ColumnGrid grid = columnsOver(box, side);
  const MeshColumns columns(mesh, grid);
  std::int64_t bone = 0, all = 0;
  for (int row = 0; row < grid.height; ++row)
    for (int column = 0; column < grid.width; ++column) {
      int depth = 0;
      auto crossing = columns.at(column, row);
      for (double z = box.low.z; z <= box.high.z; z += side) {
        for (; !crossing.empty() && crossing.front().z < z; crossing = crossing.subspan(1))
          depth += crossing.front().turn;
        if (depth <= 0) continue;
        ++all;
        bone += sample(scan.ct, {grid.x + column * side, grid.y + row * side, z}, -1000) >= 226;
      }
    }
  return all ? double(bone) / double(all) : 1;
}

/// What the outer side is to the skull, mirrored across its mid-sagittal plane.
struct OtherSide {
  double distanceMm = 0;  ///< of the two outer sides, mean
  double volumeMm3 = 0;   ///< of the vault there, both tables and what lies between
};

OtherSide otherSideOf(const TriangleMesh& implant, const Vec3& insertion, const Scan& scan) {
  const Bone bone = segmentBone(scan, {});
  const HeadFrame head = findHead(scan, bone, {});
  const SurfaceDistance skull(bone.surface);
  const ShellFields shell = castShell(BoneField(scan.ct, bone.mask, bone.lowerHu),
                                      {head.center, head.patientFromHead}, Chart{});
  OtherSide sum;
  double area = 0;
  for (const auto& t : implant.triangles) {
    const Vec3 a = implant.vertices[t[0]], b = implant.vertices[t[1]], c = implant.vertices[t[2]];
    const Vec3 normal = cross(b - a, c - a) * 0.5;  // as long as its area
    if (dot(normal, insertion) > -0.7 * length(normal)) continue;
    const Vec3 middle = head.toHead((a + b + c) * (1.0 / 3));
    const Vec3 mirrored{-middle.x, middle.y, middle.z};
    sum.distanceMm += length(normal) * skull.distance(head.toPatient(mirrored));
    area += length(normal);
    const auto pixel = shell.chart.pixelOf(mirrored);
    const double thickness = bilinear<float>(shell.outer, shell.chart, pixel) -
                             bilinear<float>(shell.inner, shell.chart, pixel);
    const Vec3 ray = normalized((a + b + c) * (1.0 / 3) - head.center);
    if (!std::isnan(thickness)) sum.volumeMm3 += thickness * std::abs(dot(normal, ray));
  }
  if (area > 0) sum.distanceMm /= area;
  return sum;
}

}  // namespace

class CraniumTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  QString case_ = folder_.filePath("case");
  Outcome run_;

  QJsonObject implant() const { return run_.json()["implants"].toArray()[0].toObject(); }

  // Outside the bone, as the other side is outside, and no thicker: that has no gap, and did not
  // heal.
  void likeTheOtherSide(const QString& folder, const QJsonObject& made) const {
    const TriangleMesh mesh = readStl((folder + "/export/implant.stl").toStdString());
    const Scan scan = importScan(cranium().toStdString(), {});
    const QJsonArray way = made["insertion"].toArray();
    const Vec3 insertion{way[0].toDouble(), way[1].toDouble(), way[2].toDouble()};
    const double bone = boneShare(mesh, scan);
    const OtherSide other = otherSideOf(mesh, insertion, scan);
    qInfo("%g of it in bone, %.2f mm from the mirrored side, %.0f mm³ where that has %.0f", bone,
          other.distanceMm, volumeMm3(mesh), other.volumeMm3);
    QVERIFY(bone < 0.001);
    QVERIFY(other.distanceMm < 2);
    const double share = volumeMm3(mesh) / other.volumeMm3;
    QVERIFY2(share > 0.6 && share < 1, QByteArray::number(share));
  }

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY2(QFile::exists(cranium()), "the package invesalius-examples is missing");
    run_ = cli({"run", cranium(), "--out", case_, "--json"});
    QVERIFY2(run_.exitCode == 0, run_.err);
  }
  void findsTheOneDefect() {
    const QJsonArray defects = run_.json()["defects"].toArray();
    QCOMPARE(defects.size(), 1);
    const double area = defects[0]["areaMm2"].toDouble();
    QVERIFY2(area > 500 && area < 1400, QByteArray::number(area));
  }
  void saysWhatItCosts() {
    const QJsonObject document = run_.json();
    QVERIFY(document["steps"].toArray().size() >= 8);
    qInfo("%.1f s, %.0f MB", document["seconds"].toDouble(), document["peak_mb"].toDouble());
    for (const QJsonValue step : document["steps"].toArray())
      qInfo("  %-8s %6.2f s", qPrintable(step["step"].toString()), step["seconds"].toDouble());
    QVERIFY(document["seconds"].toDouble() < 60);  // 15 s on two quiet cores
    QVERIFY(document["peak_mb"].toDouble() < 1500);
    QVERIFY(run_.err.contains("import"));
  }
  void warnsThatTheSideMustBeConfirmed() {
    QStringList codes;
    for (const QJsonValue finding : run_.json()["findings"].toArray())
      codes << finding["code"].toString();
    QVERIFY2(codes.contains("SideUnconfirmed"), qPrintable(codes.join(' ')));
  }
  void writesTheCase() {
    const QStringList files = filesUnder(case_);
    for (const char* file : {"plan.json", "export/implant.stl", "export/mold-outer.stl",
                             "export/mold-inner.stl", "export/report.json", "export/report.pdf"})
      QVERIFY2(files.contains(QLatin1String(file)), file);
    QVERIFY(!files.join(' ').contains(".part"));
    QCOMPARE(QDir(folder_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{"case"});
  }
  void everyMeshCanBePrinted() { QCOMPARE(meshComplaint(case_), QString()); }
  void slicersTakeTheMeshes_data() {
    QTest::addColumn<QString>("file");
    for (const char* file : {"implant.stl", "mold-outer.stl", "mold-inner.stl"})
      QTest::newRow(file) << case_ + "/export/" + file;
  }
  void slicersTakeTheMeshes() {
    QFETCH(QString, file);
    const QString gcode = folder_.filePath("sliced.gcode");
    const Outcome outcome =
        start("prusa-slicer",
              {"--export-gcode", "--layer-height", "0.3", "--perimeters", "1", "--raft-layers", "3",
               "--fill-density", "0%", "--center", "100,100", "--output", gcode, file});
    QVERIFY2(outcome.exitCode == 0, outcome.out + outcome.err);
    QVERIFY(QFileInfo(gcode).size() > 10'000);
    QFile::remove(gcode);
  }
  void theImplantIsRight() {
    qInfo() << QJsonDocument(implant()).toJson(QJsonDocument::Compact);
    likeTheOtherSide(case_, implant());
    QCOMPARE(implant()["overlapMm3"].toDouble(), 0.0);
    QVERIFY(std::abs(implant()["gapMedianMm"].toDouble() - 0.5) <= 0.1);
    // But for the walls that must get past the rim on the way in.
    QVERIFY(implant()["givingWayPercent"].toDouble() < 30);
    QVERIFY(implant()["gapKeptP5Mm"].toDouble() >= 0.4);
    QVERIFY(implant()["gapKeptP95Mm"].toDouble() <= 0.6);
    QVERIFY(implant()["rimStepP95Mm"].toDouble() <= 0.6);
    QVERIFY(implant()["thicknessMinMm"].toDouble() >= 3);
  }
  /// Where nothing has to give way to the bone on the way in, the gap is the one that was set.
  void theGapIsAsSet() {
    const Outcome run =
        cli({"run", cranium(), "--method", "spline", "--set", "implant.removeUndercut=false",
             "--to", "implant", "--out", folder_.filePath("gap"), "--no-pictures", "--json"});
    QVERIFY2(run.exitCode == 0, run.err);
    const QJsonObject made = run.json()["implants"].toArray()[0].toObject();
    QVERIFY(std::abs(made["gapMeanMm"].toDouble() - 0.5) <= 0.05);
    QVERIFY(made["gapMinMm"].toDouble() >= 0.39);
    QVERIFY2(made["gapP95Mm"].toDouble() <= 0.65, QByteArray::number(made["gapP95Mm"].toDouble()));
  }
  void everyMethodMakesASoundImplant_data() {
    QTest::addColumn<QString>("method");
    for (const char* method : {"spline", "mirror"}) QTest::newRow(method) << method;
  }
  void everyMethodMakesASoundImplant() {
    QFETCH(QString, method);
    const Outcome run = cli({"run", cranium(), "--method", method, "--to", "implant", "--out",
                             folder_.filePath(method), "--no-pictures", "--json"});
    QVERIFY2(run.exitCode == 0, run.err);
    const QJsonObject made = run.json()["implants"].toArray()[0].toObject();
    qInfo() << QJsonDocument(made).toJson(QJsonDocument::Compact);
    QCOMPARE(made["overlapMm3"].toDouble(), 0.0);
    QVERIFY(made["rimStepP95Mm"].toDouble() <= 0.6);
    QVERIFY(made["thicknessMinMm"].toDouble() >= 3);
    likeTheOtherSide(folder_.filePath(method), made);
  }
  void theReportHoldsTheConstraints() {
    const QJsonArray list =
        run_.json()["implants"].toArray()[0].toObject()["constraints"].toArray();
    QSet<QString> measures;
    for (const QJsonValue& value : list) {
      const QJsonObject constraint = value.toObject();
      measures.insert(constraint["measure"].toString());
      QCOMPARE(constraint["placeMm"].toArray().size(), 3);
      QVERIFY(QStringList({"ok", "warn", "red"}).contains(constraint["state"].toString()));
    }
    for (const char* measure :
         {"thicknessMinMm", "thicknessMeanMm", "medialMinMm", "medialMeanMm", "gapMinMm",
          "gapMeanMm", "gapP95Mm", "givingWayPercent", "overlapMm3", "rimStepP95Mm", "undercutMm2",
          "stoppedMm", "brainSideMm", "largestDimensionMm", "volumeMm3", "cementG"})
      QVERIFY2(measures.contains(QLatin1String(measure)), measure);
    const Outcome text = start("pdftotext", {"-layout", case_ + "/export/report.pdf", "-"});
    for (const char* title : {"Least, medial", "Brain side", "Cement to mix", "Largest extent"})
      QVERIFY2(text.out.contains(title), title);
  }
  void methodsBlendFromTheCommandLine() {
    const auto volume = [&](const QStringList& more, const QString& name) {
      const Outcome run = cli(QStringList{"run", cranium(), "--to", "implant", "--out",
                                          folder_.filePath(name), "--no-pictures", "--json"} +
                              more);
      if (run.exitCode != 0) qWarning("%s", run.err.constData());
      return run.json()["implants"].toArray()[0].toObject()["volumeMm3"].toDouble();
    };
    const double spline = volume({"--method", "spline"}, "blend-0");
    const double whole =
        volume({"--set", "vault.blendWith=spline", "--set", "vault.blendShare=1"}, "blend-1");
    const double half =
        volume({"--set", "vault.blendWith=spline", "--set", "vault.blendShare=0.5"}, "blend-2");
    const double network = run_.json()["implants"].toArray()[0].toObject()["volumeMm3"].toDouble();
    qInfo("network %g, half %g, spline %g mm³", network, half, spline);
    QVERIFY(spline > 0 && std::abs(whole / spline - 1) < 1e-3);
    QVERIFY(std::abs(spline / network - 1) > 2e-3);
    QVERIFY(half > std::min(spline, network) && half < std::max(spline, network));
  }
  void theMoldOpens() {
    const QJsonObject mold = run_.json()["molds"].toArray()[0].toObject();
    qInfo() << QJsonDocument(mold).toJson(QJsonDocument::Compact);
    QVERIFY(mold["separates"].toBool());
    QVERIFY(mold["cavityErrorP99Mm"].toDouble() <= 0.1);
  }
  void picturesShowSomething() {
    const QStringList files = filesUnder(case_ + "/export/pictures");
    for (const char* view : {"front", "back", "left", "right", "top", "bottom", "import-axial",
                             "bone", "head", "defect", "vault", "implant", "mold"})
      QVERIFY2(files.contains(QLatin1String(view) + ".png"), view);
    for (const QString& file : files) {
      const QImage image(case_ + "/export/pictures/" + file);
      QSet<QRgb> colors;
      for (int y = 0; y < image.height(); y += 3)
        for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
      QVERIFY2(colors.size() > 30, qPrintable(file));
    }
  }
  void picturesBearTheirSides() {
    const std::pair<const char*, const char*> views[]{{"front", "R L S I"}, {"back", "L R S I"},
                                                      {"left", "A P S I"},  {"right", "P A S I"},
                                                      {"top", "L R A P"},   {"bottom", "R L A P"}};
    const std::pair<const char*, const char*> slices[]{
        {"import-axial", "R L A P"}, {"import-coronal", "R L S I"}, {"import-sagittal", "A P S I"}};
    const auto read = [&](const char* name, Ink ink) {
      const QImage image(case_ + "/export/pictures/" + name + ".png");
      return QString::fromStdString(edgeLettersIn(image, ink).text());
    };
    for (const auto& [name, letters] : views)
      QCOMPARE(read(name, Ink::OnPaper), QLatin1String(letters));
    for (const auto& [name, letters] : slices)
      QCOMPARE(read(name, Ink::OnDark), QLatin1String(letters));
  }
  void theReportNamesTheFiles() {
    const Outcome text = start("pdftotext", {"-layout", case_ + "/export/report.pdf", "-"});
    QCOMPARE(text.exitCode, 0);
    QVERIFY(text.out.contains("implant.stl"));
    const Outcome pages = start("pdfinfo", {case_ + "/export/report.pdf"});
    QVERIFY2(pages.out.contains("Pages:") && pages.out.simplified().contains("Pages: 1 "),
             pages.out);
  }
  void twiceTheSameBytes() {
    const QString again = folder_.filePath("again");
    const Outcome run = cli({"run", cranium(), "--out", again, "--no-pictures"});
    QVERIFY2(run.exitCode == 0, run.err);
    for (const QString& file : filesUnder(again))
      QVERIFY2(bytesOf(again + "/" + file) == bytesOf(case_ + "/" + file), qPrintable(file));
    QVERIFY(filesUnder(again).size() >= 5);
  }
  void thePlanReplaysTheCase() {
    const QString replay = folder_.filePath("replay");
    const Outcome run = cli({"run", cranium(), "--plan", case_ + "/plan.json", "--out", replay,
                             "--no-pictures", "--set", "mold.baseMm=8"});
    QVERIFY2(run.exitCode == 0, run.err);
    QCOMPARE(bytesOf(replay + "/export/implant.stl"), bytesOf(case_ + "/export/implant.stl"));
    QVERIFY(bytesOf(replay + "/export/mold-outer.stl") !=
            bytesOf(case_ + "/export/mold-outer.stl"));
  }
  void aPlanForAnotherInputIsRefused() {
    QByteArray plan = bytesOf(case_ + "/plan.json");
    const QByteArray sha = run_.json()["input"].toObject()["sha256"].toString().toUtf8();
    QCOMPARE(sha.size(), 64);
    plan.replace(sha, QByteArray(64, '0'));
    write(folder_.filePath("other.json"), plan);
    const QString out = folder_.filePath("other");
    const Outcome run =
        cli({"run", cranium(), "--plan", folder_.filePath("other.json"), "--out", out, "--json"});
    QCOMPARE(run.exitCode, 3);
    QCOMPARE(run.error(), QString("InputChanged"));
    QVERIFY(!QFile::exists(out));
  }
  void theSameHeadAsDicomGivesTheSameImplant() {
    const QString slices = folder_.filePath("dicom"), out = folder_.filePath("from-dicom");
    const Scan scan = importScan(cranium().toStdString(), {});
    writeDicom(slices.toStdString(), scan.ct);
    const Outcome run = cli({"run", slices, "--out", out, "--to", "implant", "--json"});
    QVERIFY2(run.exitCode == 0, run.err);
    QVERIFY(!QFile::exists(out + "/export/mold-outer.stl"));
    const TriangleMesh a = readStl((case_ + "/export/implant.stl").toStdString());
    const TriangleMesh b = readStl((out + "/export/implant.stl").toStdString());
    QVERIFY(std::abs(volumeMm3(a) / volumeMm3(b) - 1) < 0.001);
    QVERIFY(farthest(boundingBox(a).low, boundingBox(b).low) < 0.05);
    QVERIFY(farthest(boundingBox(a).high, boundingBox(b).high) < 0.05);
  }
  void stoppingLeavesNothing() {
    const QString out = folder_.filePath("stopped");
    QProcess process;
    process.start(QStringLiteral(BREGMA_CLI), {"run", cranium(), "--out", out});
    QTest::qWait(700);
    process.terminate();
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 5);
    QVERIFY(!QFile::exists(out) && !QFile::exists(out + ".bregma-part"));
  }
  void theSkullAloneCanBeExported() {
    const QString out = folder_.filePath("skull");
    const Outcome run =
        cli({"run", cranium(), "--to", "bone", "--set", "export.skull=true", "--out", out});
    QVERIFY2(run.exitCode == 0, run.err);
    QCOMPARE(filesUnder(out), (QStringList{"export/report.json", "export/skull.stl", "plan.json"}));
    QCOMPARE(meshComplaint(out), QString());
  }
};

BREGMA_TEST(CraniumTest, QGuiApplication);
#include "cranium_test.moc"
