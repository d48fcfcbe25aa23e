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
    const PrintPart ring = makeFitGauge(head_.scan, head_.bone, implant_, settings);
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
      makeFitGauge(head_.scan, head_.bone, implant_, settings);
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
    const auto volume = [&](const MoldSettings& s) {
      return volumeMm3(makeFitGauge(head_.scan, head_.bone, implant_, s).mesh);
    };
    QVERIFY(volume(wide) > 2 * volume(narrow));
  }

  void theWholeSkull() {
    MoldSettings settings;
    settings.gaugeWidthMm = 0;
    const PrintPart skull = makeFitGauge(head_.scan, head_.bone, implant_, settings);
    QVERIFY(skull.check.printable());
    QVERIFY(std::abs(skull.check.volumeMm3 / volumeMm3(head_.bone.surface) - 1) < 0.001);
  }
};

BREGMA_TEST(FitGaugeTest, QCoreApplication);
#include "fit_gauge_test.moc"
