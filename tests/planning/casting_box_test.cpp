#include "planning/casting_box.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/insertion.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/rim_silhouette.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

double least(const TriangleMesh& mesh, const Vec3& along) {
  double low = 1e9;
  for (const Vec3& v : mesh.vertices) low = std::min(low, dot(v, along));
  return low;
}
double most(const TriangleMesh& mesh, const Vec3& along) { return -least(mesh, -along); }

double nearestGap(const TriangleMesh& a, const TriangleMesh& b) {
  const SurfaceDistance surface(b);
  double gap = 1e9;
  for (const Vec3& v : a.vertices) gap = std::min(gap, surface.distance(v));
  return gap;
}

}  // namespace

class CastingBoxTest : public QObject {
  Q_OBJECT
  const Implant implant_ = ShellImplant{}.make();
  const Vec3 up_ = -implant_.insertion;
  std::vector<Finding> findings_;
  const std::vector<PrintPart> parts_ = makeCastingBox(implant_, {}, findings_);
  const TriangleMesh& of(PrintKind kind) const {
    return std::ranges::find(parts_, kind, &PrintPart::kind)->mesh;
  }

 private Q_SLOTS:
  void threePrintableParts() {
    QCOMPARE(parts_.size(), 3u);
    for (const PrintPart& part : parts_) QVERIFY(checkMesh(part.mesh).printable());
    QVERIFY(findings_.empty());
  }
  void theMasterIsTheImplant() {
    QVERIFY(std::abs(volumeMm3(of(PrintKind::Master)) / volumeMm3(implant_.mesh) - 1) < 1e-4);
  }
  void theMasterLiesInTheBedAndComesOut() {
    const TriangleMesh &master = of(PrintKind::Master), &bed = of(PrintKind::Bed);
    const double gap = nearestGap(master, bed);  // 0.25, less where the grid rounds the edge
    QVERIFY2(gap > 0.08, QByteArray::number(gap));
    QVERIFY(!sweptCheck(master, bed, implant_.insertion).place);
    // Up to its parting line: some of it stands out of the bed, some lies in it.
    QVERIFY(least(master, up_) > least(bed, up_) + 5);
    QVERIFY(volumeMm3(intersected(master, bed, "test")) < 1e-3);
  }
  void theBedSlidesInTheFrame() {
    const TriangleMesh &bed = of(PrintKind::Bed), &frame = of(PrintKind::Frame);
    QVERIFY(!sweptCheck(bed, frame, up_).place && !sweptCheck(bed, frame, -up_).place);
    const double gap = nearestGap(bed, frame);
    QVERIFY2(gap > 0.2 && gap < 0.3, QByteArray::number(gap));
    QVERIFY(std::abs(least(bed, up_) - least(frame, up_)) < 0.01);
  }
  void bothHalvesOfTheSiliconeAreThickEnough() {
    const MoldSettings settings;
    const TriangleMesh &master = of(PrintKind::Master), &frame = of(PrintKind::Frame);
    QVERIFY(most(frame, up_) - most(master, up_) > settings.wallMm);
    QVERIFY(least(master, up_) - least(frame, up_) > settings.wallMm);
  }
  void theFrameHasTwoPourMarks() {
    // A ray along the inner wall's face falls into the grooves.
    const TriangleMesh& frame = of(PrintKind::Frame);
    const PullFrame pull = pullFrame(implant_.mesh, up_);
    const TriangleMesh standing = inPullFrame(frame, pull);
    const Box box = boundingBox(standing);
    const SurfaceDistance surface(standing);
    std::vector<double> depths;
    int grooves = 0;
    bool within = false;
    double wall = 0;
    for (double z = box.low.z + 0.3; z < box.high.z - 0.3; z += 0.1) {
      const auto hit = surface.ray({0, 0, z}, {1, 0, 0});
      QVERIFY(hit);
      if (wall == 0) wall = hit->distance;
      const bool deep = hit->distance > wall + 0.3;
      grooves += deep && !within;
      within = deep;
    }
    QCOMPARE(grooves, 2);
  }
  void shrinkageAndSprueGrowTheMaster() {
    MoldSettings settings;
    settings.shrinkagePercent = 2;
    std::vector<Finding> none;
    const auto larger = makeCastingBox(implant_, settings, none);
    const double scale = volumeMm3(larger[0].mesh) / volumeMm3(implant_.mesh);
    QVERIFY(std::abs(scale - 1.02 * 1.02 * 1.02) < 1e-3);
    settings.shrinkagePercent = 0;
    settings.sprueDiameterMm = 7;
    const auto sprued = makeCastingBox(implant_, settings, none);
    for (const PrintPart& part : sprued) QVERIFY(checkMesh(part.mesh).printable());
    const double tube = volumeMm3(sprued[0].mesh) - volumeMm3(implant_.mesh);
    QVERIFY2(tube > 30 && tube < 600, QByteArray::number(tube));
    QVERIFY(volumeMm3(intersected(sprued[0].mesh, sprued[1].mesh, "test")) < 1e-3);
    QVERIFY(volumeMm3(intersected(sprued[0].mesh, sprued[2].mesh, "test")) < 1e-3);
  }
  void theBaseCutsNothingFromTheSprue() {
    ShellImplant flat;
    flat.radius = 500, flat.thickness = 2;
    const Implant plate = flat.make();
    std::vector<Finding> none;
    const auto masterVolume = [&](double baseMm) {
      const MoldSettings settings{.wallMm = 18, .baseMm = baseMm, .sprueDiameterMm = 15};
      return volumeMm3(makeCastingBox(plate, settings, none).front().mesh);
    };
    QVERIFY(std::abs(masterVolume(1) - masterVolume(20)) < 0.01);
    QVERIFY(none.empty());
  }
  void aWideSprueHangsAboveTheFramesFoot() {
    const MoldSettings settings{.wallMm = 18, .sprueDiameterMm = 12};
    std::vector<Finding> none;
    const auto parts = makeCastingBox(implant_, settings, none);
    QVERIFY(none.empty());
    for (const PrintPart& part : parts) QVERIFY(checkMesh(part.mesh).printable());
    QVERIFY(least(parts[0].mesh, up_) - least(parts[2].mesh, up_) > settings.wallMm);
    QVERIFY(std::abs(least(parts[1].mesh, up_) - least(parts[2].mesh, up_)) < 0.01);
  }
};

BREGMA_TEST(CastingBoxTest, QCoreApplication);
#include "casting_box_test.moc"
