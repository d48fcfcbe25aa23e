// Another program's word on where tilted and uneven series lie.
#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>
#include <cstring>
#include <numbers>

#include "model/scan.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// A part of the patient's space, half as long each way as `halfMm`.
struct Block {
  Vec3 center;
  Vec3 halfMm;
};

/// Mean squared difference of `b` moved by `shift` against `a`.
double mismatch(const CtVolume& a, const CtVolume& b, const Block& block, const Vec3& shift) {
  double sum = 0;
  int count = 0;
  for (double z = -block.halfMm.z; z <= block.halfMm.z; z += 3.1)
    for (double y = -block.halfMm.y; y <= block.halfMm.y; y += 2.3)
      for (double x = -block.halfMm.x; x <= block.halfMm.x; x += 2.3) {
        const Vec3 p = block.center + Vec3{x, y, z};
        const double u = std::clamp(sample(a, p, -1024), -200.0, 800.0);
        const double v = std::clamp(sample(b, p + shift, -1024), -200.0, 800.0);
        sum += (u - v) * (u - v);
        ++count;
      }
  return sum / count;
}

/// Where `mismatchAt(shift)` is least within 0.8 mm, to 0.01 mm. No parabola through far points:
/// between slices of unequal distances the mismatch rises unequally to both sides.
template <class Mismatch>
double leastAt(Mismatch&& mismatchAt) {
  double low = -0.8, high = 0.8;
  while (high - low > 0.01) {
    const double third = (high - low) / 3;
    if (mismatchAt(low + third) < mismatchAt(high - third))
      high -= third;
    else
      low += third;
  }
  return (low + high) / 2;
}

/// How far `b` lies off `a` along each axis.
Vec3 offset(const CtVolume& a, const CtVolume& b, const Block& block) {
  return {leastAt([&](double s) {
            return mismatch(a, b, block, {s, 0, 0});
          }),
          leastAt([&](double s) {
            return mismatch(a, b, block, {0, s, 0});
          }),
          leastAt([&](double s) {
            return mismatch(a, b, block, {0, 0, s});
          })};
}

/// What a NIfTI header says, RAS.
struct Affine {
  Vec3 origin, rowStep, sliceStep;
  int slices = 0;
};

Affine affineOf(const Path& file) {
  const std::string head = bytesOf(file).substr(0, 352);
  const auto value = [&](int row, int column) {
    float number = 0;
    std::memcpy(&number, head.data() + 280 + 16 * row + 4 * column, sizeof number);
    return double(number);
  };
  std::int16_t slices = 0;
  std::memcpy(&slices, head.data() + 46, sizeof slices);
  const auto column = [&](int c) { return Vec3{value(0, c), value(1, c), value(2, c)}; };
  return {column(3), column(1), column(2), slices};
}

/// Where dcm2niix (1.0.20220720) has to put rows before the first one, it moves the origin by the
/// wrong element of its matrix, and by whole rows where the lean of the stack is not a whole number
/// of them. What must be added to its points, LPS.
Vec3 originError(const Path& raw, const Path& corrected, double tiltDeg) {
  const Affine before = affineOf(raw), after = affineOf(corrected);
  if (length(before.origin - after.origin) < 1e-3) return {};
  const double lean =
      (after.slices - 1) * length(after.sliceStep) * std::tan(tiltDeg * std::numbers::pi / 180);
  const Vec3 right = before.origin - normalized(after.rowStep) * lean;
  return {after.origin.x - right.x, after.origin.y - right.y, right.z - after.origin.z};
}

}  // namespace

class Dcm2niixTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void sameGeometry_data() {
    QTest::addColumn<QString>("series");
    QTest::newRow("uneven and tilted") << "ge-head-tilt-18.5";
    QTest::newRow("tilted") << "philips-phantom-tilt-16.5";
  }
  void sameGeometry() {
    QFETCH(QString, series);
    const QString input = QStringLiteral(BREGMA_SHARED "/data/dicom/") + series;
    if (!QFile::exists(input)) QSKIP("development data is absent");
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dcm2niix"));
    if (program.isEmpty()) QSKIP("dcm2niix is not installed");
    const Path made = folder_ / series.toStdString();
    std::filesystem::create_directories(made);
    QProcess process;
    process.start(program,
                  {"-b", "n", "-f", "scan", "-o", QString::fromStdString(made.string()), input});
    QVERIFY(process.waitForFinished(60'000));
    Path judged;
    for (const auto& file : std::filesystem::directory_iterator(made))
      if (file.path().filename().string().find("_Tilt") != std::string::npos) judged = file.path();
    QVERIFY2(!judged.empty(), process.readAllStandardOutput().constData());

    const Scan scan = importScan(input.toStdString(), {});
    const CtVolume ours = scan.ct, theirs = importScan(judged, {}).ct;
    const Geometry& g = ours.geometry();
    const Vec3 middle = (g.toPatient(0, 0, 0) +
                         g.toPatient(Vec3{g.size[0] - 1.0, g.size[1] - 1.0, g.size[2] - 1.0})) /
                        2;
    // The whole, then its halves: a wrong scale or a shear shows as offsets that differ.
    const double reach = 0.28 * g.spacing.x * g.size[0], high = 0.28 * g.spacing.z * g.size[2];
    std::vector<Block> blocks{{middle, {reach, reach, high}}};
    for (const double side : {-0.5, 0.5}) {
      blocks.push_back({middle + Vec3{side * reach, 0, 0}, {reach / 2, reach, high}});
      blocks.push_back({middle + Vec3{0, side * reach, 0}, {reach, reach / 2, high}});
      blocks.push_back({middle + Vec3{0, 0, side * high}, {reach, reach, high / 2}});
    }
    const double tilt = numberOf(findingIn(scan.findings, FindingCode::GantryTilt), 0);
    const Vec3 moved = originError(made / "scan.nii", judged, tilt);
    QVERIFY(std::abs(moved.x) < 0.01 && std::abs(moved.y) < 0.2);
    Geometry there = theirs.geometry();
    there.origin = there.origin + moved;
    const CtVolume placed(there, {theirs.voxels().begin(), theirs.voxels().end()});
    for (const Block& block : blocks) {
      const Vec3 off = offset(ours, placed, block);
      const QString text = QStringLiteral("%1 %2 %3").arg(off.x).arg(off.y).arg(off.z);
      QVERIFY2(std::hypot(off.x, off.y) < 0.1 && std::abs(off.z) < 0.1, qPrintable(text));
    }
  }
};

BREGMA_TEST(Dcm2niixTest, QCoreApplication);
#include "dcm2niix_test.moc"
