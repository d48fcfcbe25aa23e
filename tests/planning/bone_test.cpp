#include "planning/bone.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/phantom.hpp"
#include "tests/room.hpp"

using namespace bregma;

class BoneTest : public QObject {
  Q_OBJECT

  static Scan scanOf(const PhantomSettings& settings) {
    Scan scan;
    scan.ct = phantomVolume(settings);
    return scan;
  }

 private Q_SLOTS:
  void surfaceLiesOnTheFormula() {
    const PhantomSettings settings;
    const Bone bone = segmentBone(scanOf(settings), {});
    QVERIFY(bone.surface.triangles.size() > 50000);
    double sum = 0;
    for (const Vec3& v : bone.surface.vertices)
      sum += std::abs(phantomDistance(settings, v).bone());
    QVERIFY2(sum / double(bone.surface.vertices.size()) < 0.05,
             qPrintable(QString::number(sum / double(bone.surface.vertices.size()))));
  }

  void couchIsRemovedAndNoted() {
    PhantomSettings settings;
    const auto without = segmentBone(scanOf(settings), {});
    settings.couch = true;
    const auto with = segmentBone(scanOf(settings), {});
    const auto count = [](const Bone& b) {
      return std::ranges::count(b.mask.voxels(), std::uint8_t(1));
    };
    QCOMPARE(count(with), count(without));
    QCOMPARE(with.findings.size(), std::size_t(1));
    QVERIFY(with.findings[0].code == FindingCode::PartsRemoved);
  }

  void storedValuesFollowTheRescale() {
    Scan scan = scanOf({});
    scan.rescaleIntercept = -1024;
    const Bone stored = segmentBone(scan, {.lowerHu = 1250, .upperHu = 4095, .storedValues = true});
    QCOMPARE(stored.lowerHu, 226.0);
    QCOMPARE(stored.surface.triangles.size(), segmentBone(scan, {}).surface.triangles.size());
  }

  void metalIsReported() {
    Scan scan = scanOf({});
    const auto& g = scan.ct.geometry();
    std::vector<std::int16_t> hu(scan.ct.voxels().begin(), scan.ct.voxels().end());
    std::size_t changed = 0;
    for (auto& v : hu)
      if (v == 1000 && changed < 500) {
        v = 3000;
        ++changed;
      }
    scan.ct = CtVolume(g, std::move(hu));
    const auto bone = segmentBone(scan, {});
    QVERIFY(std::ranges::any_of(bone.findings, [](const Finding& f) {
      return f.code == FindingCode::MetalPresent && f.place.has_value();
    }));
  }

  void airHasNoBone() {
    Scan scan;
    const Geometry g{{20, 20, 20}, {1, 1, 1}, {}};
    scan.ct = CtVolume(g, std::vector<std::int16_t>(g.count(), -1000));
    try {
      segmentBone(scan, {});
      QFAIL("found bone in air");
    } catch (const Error& e) {
      QVERIFY(e.code == ErrorCode::NoBone);
    }
  }

  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    bool cancelled = false;
    try {
      segmentBone(scanOf({}), {}, Progress(stop.get_token(), {}));
    } catch (const Cancelled&) {
      cancelled = true;
    }
    QVERIFY(cancelled);
  }
};

BREGMA_TEST(BoneTest, QCoreApplication);
#include "bone_test.moc"
