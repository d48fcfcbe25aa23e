#include "planning/implant.hpp"

#include <QCoreApplication>
#include <QTest>

#include "phantom_case.hpp"
#include "planning/insertion.hpp"
#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/room.hpp"

using namespace bregma;

class ImplantTest : public QObject {
  Q_OBJECT

  static Implant implantOf(const PhantomCase& c, VaultMethod method, double gapMm) {
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {.method = method});
    return makeImplants(c.scan, c.bone, c.frame, defects, vault, {.gapMm = gapMm}).parts.at(0);
  }

 private Q_SLOTS:
  void volumeIsTheFormula_data() {
    QTest::addColumn<int>("method");
    QTest::newRow("spline") << int(VaultMethod::Spline);
    QTest::newRow("mirror") << int(VaultMethod::Mirror);
  }
  void volumeIsTheFormula() {
    QFETCH(int, method);
    const PhantomCase c;
    const Implant implant = implantOf(c, VaultMethod(method), 0);
    const double ratio = implant.review.volumeMm3 / phantomImplantVolumeMm3(c.settings);
    QVERIFY2(std::abs(ratio - 1) < 0.02, qPrintable(QString::number(ratio)));
    const MeshCheck check = checkMesh(implant.mesh);
    QVERIFY(check.printable());
  }

  void gapIsKept() {
    const PhantomCase c;
    const Implant implant = implantOf(c, VaultMethod::Spline, 0.8);
    const SurfaceDistance bone(c.bone.surface);
    double least = 1e9;
    for (const Vec3& v : implant.mesh.vertices) least = std::min(least, bone.distance(v));
    QVERIFY2(std::abs(least - 0.8) < 0.1, qPrintable(QString::number(least)));
    QVERIFY(std::abs(implant.review.gapMinMm - 0.8) < 0.1);
    QVERIFY2(std::abs(implant.review.gapP95Mm - 0.8) < 0.1,
             qPrintable(QString::number(implant.review.gapP95Mm)));
  }

  void canBeThinnerThanTheBone() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {});
    const auto made = [&](double maxThicknessMm) {
      return makeImplants(c.scan, c.bone, c.frame, defects, vault,
                          {.gapMm = 0.5, .maxThicknessMm = maxThicknessMm})
          .parts.at(0);
    };
    const Implant whole = made(0), thin = made(4), free = made(30);
    QVERIFY(whole.review.thicknessMeanMm > 5);
    QVERIFY2(std::abs(thin.review.thicknessMeanMm - 4) < 0.15,
             qPrintable(QString::number(thin.review.thicknessMeanMm)));
    QVERIFY(checkMesh(thin.mesh).printable());
    QVERIFY(free.mesh.vertices == whole.mesh.vertices);
    // What is gone is gone from the inner side: the outer side stays where it was.
    const SurfaceDistance full(whole.mesh);
    for (std::size_t t = 0; t < thin.mesh.triangles.size(); ++t) {
      const Vec3& p = thin.mesh.vertices[thin.mesh.triangles[t][0]];
      if (length(p - defects.regions[0].center) < 20 &&
          dot(triangleNormal(thin.mesh, t), normalized(p - c.frame.center)) > 0.7)
        QVERIFY(full.distance(p) < 0.01);
    }
  }

  void leavesAlongTheInsertionDirection() {
    const PhantomCase c;
    const Implant implant = implantOf(c, VaultMethod::Spline, 0.5);
    for (const double mm : {1.0, 3.0, 8.0, 20.0})
      for (std::size_t v = 0; v < implant.mesh.vertices.size(); v += 7)
        QVERIFY(
            phantomDistance(c.settings, implant.mesh.vertices[v] - implant.insertion * mm).bone() >
            0.1);
  }

  void undercutsGiveWayToTheTaper() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {.method = VaultMethod::Spline});
    const Vec3 outward = leaned(defects.regions.at(0).outward, {50, 0});
    const auto made = [&](bool removeUndercut, double taperDeg) {
      ImplantSettings settings{
          .insertions = {{1, -outward}}, .removeUndercut = removeUndercut, .taperDeg = taperDeg};
      return makeImplants(c.scan, c.bone, c.frame, defects, vault, settings).parts.at(0);
    };
    const Implant whole = made(false, 0), straight = made(true, 0), tapered = made(true, 8);
    QVERIFY(length(whole.insertion + outward) < 1e-12);
    QVERIFY(length(whole.proposed + outward) > 0.2);
    // Pushed in at a slant the whole implant hits the rim, and the finding says where.
    QVERIFY(whole.review.undercutMm2 > 20);
    QVERIFY(whole.review.stoppedMm > 1 && whole.review.stoppedPlace);
    QVERIFY(SurfaceDistance(c.bone.surface).distance(*whole.review.stoppedPlace) < 0.1);
    const auto isBlocked = [](const Implant& part) {
      return std::any_of(part.findings.begin(), part.findings.end(), [](const Finding& f) {
        return f.code == FindingCode::InsertionBlocked && f.place;
      });
    };
    QVERIFY(isBlocked(whole));
    for (const Implant* part : {&straight, &tapered}) {
      QVERIFY(checkMesh(part->mesh).printable());
      QCOMPARE(part->review.stoppedMm, 0.0);
      QVERIFY2(part->review.undercutMm2 < 0.5,
               qPrintable(QString::number(part->review.undercutMm2)));
      QVERIFY(!isBlocked(*part));
      QVERIFY(part->review.gapMinMm > 0.4);
    }
    QVERIFY(tapered.review.volumeMm3 < straight.review.volumeMm3);
  }

  void wallsOpenByTheTaper() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {.method = VaultMethod::Spline});
    const double taperDeg = 12;
    const Implant implant =
        makeImplants(c.scan, c.bone, c.frame, defects, vault, {.taperDeg = taperDeg}).parts.at(0);
    // Seen along the way out, walls near bone lean by the taper at least.
    double wall = 0, steep = 0;
    const SurfaceDistance bone(c.bone.surface);
    for (std::size_t t = 0; t < implant.mesh.triangles.size(); ++t) {
      const Vec3 n = triangleNormal(implant.mesh, t);
      const Vec3& p = implant.mesh.vertices[implant.mesh.triangles[t][0]];
      const double facing = dot(n, -implant.insertion);
      if (facing < -0.6 || facing > 0.3 || bone.distance(p) > 3) continue;
      ++wall;
      steep += facing > -std::sin((taperDeg - 3) * std::numbers::pi / 180);
    }
    QVERIFY(wall > 1000);
    QVERIFY2(steep < 0.15 * wall, qPrintable(QStringLiteral("%1 of %2").arg(steep).arg(wall)));
  }

  void sinksAwayFromTheRimOnly() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {.method = VaultMethod::Spline});
    const auto made = [&](double offsetMm) {
      return makeImplants(c.scan, c.bone, c.frame, defects, vault, {.contourOffsetMm = offsetMm})
          .parts.at(0);
    };
    const Implant flush = made(0), low = made(1.5);
    QVERIFY(checkMesh(low.mesh).printable());
    QVERIFY(std::abs(low.review.thicknessMeanMm - flush.review.thicknessMeanMm) < 0.15);
    QVERIFY2(low.review.rimStepP95Mm < flush.review.rimStepP95Mm + 0.25,
             qPrintable(QString::number(low.review.rimStepP95Mm)));
    const Vec3 outward = defects.regions[0].outward,
               above = defects.regions[0].center + outward * 50;
    const auto a = SurfaceDistance(flush.mesh).ray(above, -outward);
    const auto b = SurfaceDistance(low.mesh).ray(above, -outward);
    QVERIFY(a && b);
    QVERIFY2(std::abs(b->distance - a->distance - 1.5) < 0.15,
             qPrintable(QString::number(b->distance - a->distance)));
  }

  void isFinishedAsThePlanAsks() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const Vault vault = completeVault(c.bone, defects, c.frame, {.method = VaultMethod::Spline});
    const ImplantSettings settings{.smoothingIterations = 10,
                                   .perforated = true,
                                   .engraved = true,
                                   .engravingCode = "C7",
                                   .letterMm = 5};
    const Implant made =
        makeImplants(c.scan, c.bone, c.frame, defects, vault, settings).parts.at(0);
    const Implant plain = makeImplants(c.scan, c.bone, c.frame, defects, vault, {}).parts.at(0);
    QVERIFY(plain.cut.empty() && plain.product().vertices == plain.mesh.vertices);
    QVERIFY(checkMesh(made.mesh).printable() && checkMesh(made.cut).printable());
    QVERIFY(std::abs(volumeMm3(made.mesh) / volumeMm3(plain.mesh) - 1) < 0.005);
    QVERIFY(made.review.holes > 3);
    QVERIFY(made.review.holeToRimMm >= settings.holeRimMm);
    QVERIFY(volumeMm3(made.cut) < volumeMm3(made.mesh) - 3 * made.review.holes);
    QVERIFY(made.findings.size() == plain.findings.size());
    QVERIFY(made.review.gapMinMm > 0.4);
    QCOMPARE(made.review.overlapMm3, 0.0);
  }

  void twoRunsGiveTheSameMesh() {
    const PhantomCase c;
    const Implant a = implantOf(c, VaultMethod::Spline, 0.5);
    const Implant b = implantOf(c, VaultMethod::Spline, 0.5);
    QVERIFY(a.mesh.vertices == b.mesh.vertices);
    QVERIFY(a.mesh.triangles == b.mesh.triangles);
  }
};

BREGMA_TEST(ImplantTest, QCoreApplication);
#include "implant_test.moc"
