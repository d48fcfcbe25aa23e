#include "planning/exporting.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>

#include "model/io/align.hpp"
#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/plan_file.hpp"
#include "model/io/sha256.hpp"
#include "model/phantom.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

PhantomSettings coarse() {
  PhantomSettings settings;
  settings.spacing = {2, 2, 2};
  return settings;
}

void writePhantom(const fs::path& path, const PhantomSettings& settings) {
  const BinaryVolume mask = phantomMask(settings);
  writeMaskNrrd(path, obliqueFrom(mask.geometry()), mask.voxels());
}

std::string textOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

class ExportingTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path root_ = temporary_.path().toStdString();
  fs::path mask_ = root_ / "mask.nrrd", gaps_ = root_ / "gaps";

 private Q_SLOTS:
  void initTestCase() {
    writePhantom(mask_, coarse());
    writeDicom(gaps_, phantomVolume(coarse()), {.dropSlices = {30, 31}});
  }
  void aCaseThatStoppedEarlyGivesWhatIsThere() {
    Plan plan;
    plan.exports.skull = true;
    Case c(mask_, plan);
    c.setFolder(root_ / "early");
    c.run(Step::Bone);
    const Exported exported = exportCase(c);
    QCOMPARE(exported.files.size(), std::size_t(3));
    QVERIFY(fs::exists(root_ / "early/export/skull.stl"));
    for (const ExportedFile& file : exported.files)
      QCOMPARE(sha256OfFile(root_ / "early" / file.path), file.sha256);
  }
  void thePlanIsBoundToTheInput() {
    Case c(mask_, {});
    c.setFolder(root_ / "bound");
    c.run(Step::Import);
    exportCase(c);
    QCOMPARE(readPlan(root_ / "bound/plan.json").inputSha256, c.scan()->sha256);
    QCOMPARE(c.plan().inputSha256, std::string());
  }
  void theFillOfAMaskLiesOnItsGrid() {
    Case c(mask_, {});
    c.setFolder(root_ / "fill");
    c.run(Step::Vault);
    exportCase(c);
    const MaskFile before = readMask(mask_),
                   fill = readMask(root_ / "fill/export/defect-fill.nrrd");
    QVERIFY(fill.geometry == before.geometry);
    double voxels = 0;
    for (std::size_t i = 0; i < fill.voxels.size(); ++i) {
      QVERIFY(!(fill.voxels[i] && before.voxels[i]));
      voxels += fill.voxels[i];
    }
    const double expected = phantomImplantVolumeMm3(coarse());
    QVERIFY2(std::abs(voxels * 8 / expected - 1) < 0.08, QByteArray::number(voxels * 8 / expected));
  }
  void theNextExportReplacesTheLast() {
    const fs::path folder = root_ / "again";
    fs::create_directories(folder / "export");
    std::ofstream(folder / "export/old.stl") << "old";
    std::ofstream(folder / "notes.txt") << "mine";
    Case c(mask_, {});
    c.setFolder(folder);
    c.run(Step::Import);
    QVERIFY_THROWS_EXCEPTION(Error, exportCase(c));  // without a plan it is a stranger's folder
    QVERIFY(fs::exists(folder / "export/old.stl"));
    writePlan({}, folder / "plan.json");
    exportCase(c);
    QVERIFY(!fs::exists(folder / "export/old.stl"));
    QCOMPARE(textOf(folder / "notes.txt"), std::string("mine"));
  }
  void stopFindingsMustBeAcknowledged() {
    Case c(gaps_, {});
    c.setFolder(root_ / "stopped");
    c.run(Step::Import);
    try {
      exportCase(c);
      QFAIL("exported over a stop finding");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::StopFinding);
      QCOMPARE(std::get<std::string>(error.args.at(0)), std::string("SlicesMissing"));
    }
    QVERIFY(!fs::exists(root_ / "stopped"));
    Plan plan;
    plan.acknowledged = {FindingCode::SlicesMissing};
    c.setPlan(plan);
    exportCase(c);
    QVERIFY(fs::exists(root_ / "stopped/plan.json"));
  }
  // A piece beyond the midline is of a part that lies at its defect.
  void piecesOfAMoldMayLieOnTheOtherSide() {
    PhantomSettings near = coarse();
    near.holeAxis = {0.34, -0.3, 0.891};
    near.holeHalfAngleDeg = 18;
    const fs::path input = root_ / "near.nrrd";
    writePhantom(input, near);
    Plan plan;
    plan.vault.method = VaultMethod::Spline;
    plan.mold.wallMm = 30;
    plan.mold.bedMm = 50;
    plan.exports.side = PlannedSide::Left;
    Case c(input, plan);
    c.setFolder(root_ / "near");
    c.run(Step::Mold);
    QCOMPARE(c.defects()->regions.at(0).side, Side::Left);
    double farthestRight = 100;
    for (const PrintPart& part : c.molds()->parts.at(0).parts) {
      const Box box = boundingBox(part.mesh);
      farthestRight = std::min(farthestRight, c.head()->toHead((box.low + box.high) / 2).x);
    }
    QVERIFY2(farthestRight < -10, QByteArray::number(farthestRight));
    const Exported exported = exportCase(c);
    QVERIFY(std::ranges::any_of(exported.files, [](const ExportedFile& file) {
      return file.path.filename().string().find("-piece") != std::string::npos;
    }));
  }
  void cancelLeavesTheOldExport() {
    const fs::path folder = root_ / "cancelled";
    Plan plan;
    plan.exports.skull = true;
    Case c(mask_, plan);
    c.setFolder(folder);
    c.run(Step::Bone);
    exportCase(c);
    const std::string before = textOf(folder / "export/report.json");
    std::stop_source stop;
    const Progress progress(stop.get_token(), [&](double f) {
      if (f > 0.5) stop.request_stop();
    });
    QVERIFY_THROWS_EXCEPTION(Cancelled, exportCase(c, progress));
    QCOMPARE(textOf(folder / "export/report.json"), before);
    QVERIFY(!fs::exists(root_ / "cancelled.bregma-part"));
  }
  void aFileInTheWayIsRefused() {
    std::ofstream(root_ / "taken") << "mine";
    Case c(mask_, {});
    c.setFolder(root_ / "taken");
    c.run(Step::Import);
    QVERIFY_THROWS_EXCEPTION(Error, exportCase(c));
    QCOMPARE(textOf(root_ / "taken"), std::string("mine"));
  }
};

BREGMA_TEST(ExportingTest, QCoreApplication);
#include "exporting_test.moc"
