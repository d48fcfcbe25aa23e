#include "planning/fit_gauge.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/insertion.hpp"
#include "planning/mesh_boolean.hpp"
#include "tests/planning/phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

class FitGaugeTest : public QObject {
  Q_OBJECT
  PhantomCase head_{[] {
    PhantomSettings s;
    s.spacing = {1.2, 1.2, 1.2};
    return s;
  }()};
  Implant implant_;

  PrintPart gauge(const MoldSettings& settings) {
    std::vector<Finding> findings;
    PrintPart part = makeFitGauge(head_.scan, head_.bone, implant_, settings, findings);
    if (!findings.empty()) throw std::logic_error("a finding about a whole ring");
    return part;
  }

 private Q_SLOTS:
  void initTestCase() {
    const Defects defects = findDefects(head_.scan, head_.bone, head_.frame, {});
    const VaultSettings spline{.method = VaultMethod::Spline};
    const Vault vault = completeVault(head_.bone, defects, head_.frame, spline);
    ImplantSettings settings;
    settings.voxelMm = 0.8;
    implant_ =
        makeImplants(head_.scan, head_.bone, head_.frame, defects, vault, settings).parts.front();
  }

  void theRingIsTheBonesOwn() {
    MoldSettings settings;
    settings.gaugeWidthMm = 12;
    const PrintPart ring = gauge(settings);
    QVERIFY(checkMesh(ring.mesh).printable());
    // Its surface is that of the bone, but where it was cut off, 12 mm from the implant.
    const SurfaceDistance bone(head_.bone.surface), part(implant_.mesh);
    double off = 0;
    int near = 0, rounded = 0;
    for (std::size_t i = 0; i < ring.mesh.vertices.size(); i += 7) {
      const Vec3& v = ring.mesh.vertices[i];
      QVERIFY(part.distance(v) < 12.2);
      if (part.distance(v) > 11) continue;
      off = std::max(off, bone.distance(v));
      rounded += bone.distance(v) > 0.1;
      ++near;
    }
    QVERIFY(near > 500);
    // The grid of 0.4 mm rounds the sharp corners of the phantom's hole.
    QVERIFY2(rounded < 0.02 * near, QByteArray::number(rounded));
    QVERIFY2(off < 0.5, QByteArray::number(off));
    // The implant goes into it as into the bone.
    QVERIFY(!sweptCheck(implant_.mesh, ring.mesh, implant_.insertion).place);
    QVERIFY(length(ring.down - implant_.insertion) < 1e-9);
  }

  void aRingWithinTheGapIsRefused() {
    MoldSettings settings;
    settings.gaugeWidthMm = 0.1;
    try {
      gauge(settings);
      QFAIL("made");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::PlanValueBad);
      QVERIFY(error.place);
    }
  }

  void aWiderRingHasMoreBone() {
    MoldSettings narrow, wide;
    narrow.gaugeWidthMm = 8;
    wide.gaugeWidthMm = 25;
    const auto volume = [&](const MoldSettings& s) { return volumeMm3(gauge(s).mesh); };
    QVERIFY(volume(wide) > 2 * volume(narrow));
  }

  // A crack on both sides of the opening parts the ring, but not the skull.
  void aRingInTwoPiecesSaysSo() {
    const Vec3 middle = boundingBox(implant_.mesh).low / 2 + boundingBox(implant_.mesh).high / 2;
    const Vec3 across = normalized(cross(implant_.insertion, Vec3{0.3, 0.5, 0.8}));
    Scan cracked = head_.scan;
    const Geometry g = cracked.ct.geometry();
    std::vector<std::int16_t> hu(cracked.ct.voxels().begin(), cracked.ct.voxels().end());
    for (int k = 0; k < g.size[2]; ++k)
      for (int j = 0; j < g.size[1]; ++j)
        for (int i = 0; i < g.size[0]; ++i) {
          const Vec3 p = g.toPatient(i, j, k) - middle;
          if (std::abs(dot(p, across)) < 2.5 && length(p) < 70) hu[g.index(i, j, k)] = -1000;
        }
    cracked.ct = CtVolume(g, std::move(hu));
    const Bone bone = segmentBone(cracked, {});
    MoldSettings settings;
    settings.gaugeWidthMm = 8;
    std::vector<Finding> findings;
    const PrintPart piece = makeFitGauge(cracked, bone, implant_, settings, findings);
    QVERIFY(piece.check.printable());
    QCOMPARE(findings.size(), std::size_t(1));
    QCOMPARE(findings[0].code, FindingCode::GaugeInPieces);
    QCOMPARE(std::get<double>(findings[0].args[0]), 1.0);
    const double leftOutMm3 = 1000 * std::get<double>(findings[0].args[1]);
    QVERIFY(leftOutMm3 > 0.3 * piece.check.volumeMm3 && leftOutMm3 <= piece.check.volumeMm3);
    QVERIFY(SurfaceDistance(bone.surface).distance(*findings[0].place) < 1);
    QVERIFY(SurfaceDistance(piece.mesh).distance(*findings[0].place) > 2);
  }

  void theWholeSkull() {
    MoldSettings settings;
    settings.gaugeWidthMm = 0;
    const PrintPart skull = gauge(settings);
    QVERIFY(skull.check.printable());
    QVERIFY(std::abs(skull.check.volumeMm3 / volumeMm3(head_.bone.surface) - 1) < 0.001);
  }
};

BREGMA_TEST(FitGaugeTest, QCoreApplication);
#include "fit_gauge_test.moc"
