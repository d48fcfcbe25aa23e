#include "planning/head.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

class HeadTest : public QObject {
  Q_OBJECT

  // The bone of the phantom turned about its center, as a mask of 0 and 1000.
  static Scan turnedPhantom(const PhantomSettings& settings, const Mat3& turn) {
    const double spacing = 1.5, half = 112;
    const int n = int(2 * half / spacing);
    const Geometry g{
        {n, n, n}, {spacing, spacing, spacing}, settings.center - Vec3{half, half, half}};
    std::vector<std::int16_t> hu(g.count());
    for (int k = 0; k < n; ++k)
      for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i) {
          const Vec3 p = g.toPatient(i, j, k) - settings.center;
          const double depth =
              -phantomDistance(settings, settings.center + transposed(turn) * p).bone();
          hu[g.index(i, j, k)] = std::int16_t(std::clamp(226 + 400 * depth, -1000.0, 1000.0));
        }
    Scan scan;
    scan.ct = CtVolume(g, std::move(hu));
    return scan;
  }

 private Q_SLOTS:
  void phantomFrameIsTheFormula() {
    const PhantomCase c;
    QVERIFY(degreesBetween(c.frame.patientFromHead.columns[0], {1, 0, 0}) < 0.5);
    QVERIFY(std::abs(c.frame.center.x - c.settings.center.x) < 0.3);
    QVERIFY(length(c.frame.center - c.settings.center) < 5);
    // An ellipsoid is no typical head.
    QCOMPARE(c.frame.findings.size(), std::size_t(1));
    QCOMPARE(c.frame.findings[0].code, FindingCode::FrameUncertain);
    QVERIFY(c.frame.symmetryMm < 0.3);
    QVERIFY(std::abs(determinant(c.frame.patientFromHead) - 1) < 1e-9);
  }

  void turnedHeadIsFound_data() {
    QTest::addColumn<double>("turnDeg");
    QTest::addColumn<double>("tiltDeg");
    QTest::newRow("turned") << 20.0 << 0.0;
    QTest::newRow("tilted") << 0.0 << 15.0;
    QTest::newRow("both") << -15.0 << -12.0;
  }

  void turnedHeadIsFound() {
    QFETCH(double, turnDeg);
    QFETCH(double, tiltDeg);
    constexpr double rad = 3.14159265358979 / 180;
    const Mat3 turn = rotation({0, 0, 1}, turnDeg * rad) * rotation({0, 1, 0}, tiltDeg * rad);
    const Scan scan = turnedPhantom({}, turn);
    const HeadFrame frame = findHead(scan, segmentBone(scan, {}), {});
    const double off = degreesBetween(frame.patientFromHead.columns[0], turn.columns[0]);
    QVERIFY2(off < 1, qPrintable(QString::number(off)));
  }

  void correctionsTurnTheFrame() {
    const PhantomCase c;
    const HeadFrame turned = findHead(c.scan, c.bone, {.turnDeg = 5, .shiftLeftMm = 2});
    const double angle =
        degreesBetween(turned.patientFromHead.columns[0], c.frame.patientFromHead.columns[0]);
    QVERIFY(std::abs(angle - 5) < 1e-6);
    QVERIFY(std::abs(length(turned.center - c.frame.center) - 2) < 1e-6);
  }

  // Those who make a mask of a skull crop it to the bone: the missing vertex is no cut-off scan.
  void aLargeOpeningAtTheVertexIsNone() {
    PhantomSettings settings;
    settings.holeAxis = {0, 0, 1};
    settings.holeHalfAngleDeg = 42;
    const CtVolume whole = phantomVolume(settings);
    Geometry g = whole.geometry();
    const double rim =
        settings.center.z +
        std::cos(settings.holeHalfAngleDeg * std::numbers::pi / 180) * settings.semiAxes.z;
    g.size[2] = int((rim + 3 - g.origin.z) / g.spacing.z);
    const auto voxels = whole.voxels().first(g.count());
    Scan scan;
    scan.ct = CtVolume(g, {voxels.begin(), voxels.end()});
    const HeadFrame frame = findHead(scan, segmentBone(scan, {}), {});
    QVERIFY(degreesBetween(frame.patientFromHead.columns[0], {1, 0, 0}) < 1);
    QVERIFY(std::abs(frame.center.x - settings.center.x) < 1);
  }

  void openingsAsWideAsASideLeaveTheMirrorPlane_data() {
    QTest::addColumn<Vec3>("axis");
    QTest::newRow("left") << Vec3{0.95, 0, 0.3};
    QTest::newRow("right, low") << Vec3{-1, 0, 0};
    QTest::newRow("forehead") << Vec3{0.1, -0.9, 0.4};
    QTest::newRow("occiput") << Vec3{-0.1, 0.9, 0.4};
  }

  void openingsAsWideAsASideLeaveTheMirrorPlane() {
    QFETCH(Vec3, axis);
    PhantomSettings settings;
    settings.holeAxis = normalized(axis);
    settings.holeHalfAngleDeg = 50;
    const PhantomCase c(settings);
    const double off = degreesBetween(c.frame.patientFromHead.columns[0], {1, 0, 0});
    QVERIFY2(off < 2, qPrintable(QString::number(off)));
    const double nod = degreesBetween(c.frame.patientFromHead.columns[2], {0, 0, 1});
    QVERIFY2(nod < 20, qPrintable(QString::number(nod)));
  }

  void cutOffVaultIsRefused() {
    PhantomSettings settings;
    Scan scan;
    const CtVolume whole = phantomVolume(settings);
    Geometry g = whole.geometry();
    g.size[2] = int((settings.center.z + 40 - g.origin.z) / g.spacing.z);
    const auto voxels = whole.voxels().first(g.count());
    scan.ct = CtVolume(g, {voxels.begin(), voxels.end()});
    const Bone bone = segmentBone(scan, {});
    try {
      findHead(scan, bone, {});
      QFAIL("accepted a vault that the scan cuts off");
    } catch (const Error& e) {
      QVERIFY(e.code == ErrorCode::VaultCutOff);
      QVERIFY(std::get<double>(e.args.at(0)) < 95);
    }
  }
};

BREGMA_TEST(HeadTest, QCoreApplication);
#include "head_test.moc"
