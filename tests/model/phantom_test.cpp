#include "model/phantom.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/surface.hpp"
#include "model/triangle_mesh.hpp"
#include "tests/room.hpp"

using namespace bregma;

class PhantomTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void surfaceLiesOnTheFormula() {
    PhantomSettings settings;
    settings.hole = false;
    const CtVolume ct = phantomVolume(settings);
    const TriangleMesh mesh = boneSurface(ct, phantomMask(settings), 226);
    double worst = 0;
    for (const Vec3& v : mesh.vertices) {
      const PhantomDistance d = phantomDistance(settings, v);
      worst = std::max(worst, std::min(std::abs(d.outer), std::abs(d.inner)));
    }
    QVERIFY2(worst < 0.05, qPrintable(QString::number(worst)));
    const double k = settings.innerScale;
    const double shell = 4.0 / 3 * M_PI * 70 * 90 * 85 * (1 - k * k * k);
    QVERIFY(std::abs(volumeMm3(mesh) / shell - 1) < 0.005);
  }

  void holeHasTheVolumeOfTheFormula() {
    PhantomSettings whole, open;
    whole.hole = false;
    const auto volume = [&](const PhantomSettings& s) {
      double sum = 0;
      const BinaryVolume mask = phantomMask(s);
      for (const auto v : mask.voxels()) sum += v;
      return sum;  // voxels of 1 mm³
    };
    const double hole = volume(whole) - volume(open);
    QVERIFY(std::abs(hole / phantomImplantVolumeMm3(open) - 1) < 0.01);
    QVERIFY(phantomImplantVolumeMm3(whole) == 0);
  }

  void holeIsLeftFrontalAndSixtyMillimetersWide() {
    const PhantomSettings s;
    double widest = 0;
    const Geometry g = phantomMask(s).geometry();
    std::vector<Vec3> points;
    for (int k = 0; k < g.size[2]; k += 3)
      for (int j = 0; j < g.size[1]; j += 3)
        for (int i = 0; i < g.size[0]; i += 3) {
          const Vec3 p = g.toPatient(i, j, k);
          const PhantomDistance d = phantomDistance(s, p);
          if (d.hole < 0 && std::abs(d.outer) < 1.5) points.push_back(p);
        }
    for (const Vec3& a : points) {
      QVERIFY(a.x > s.center.x && a.z > s.center.z);
      for (const Vec3& b : points) widest = std::max(widest, length(a - b));
    }
    QVERIFY2(widest > 50 && widest < 70, qPrintable(QString::number(widest)));
  }

  void looksLikeAHeadInAir() {
    PhantomSettings s;
    s.couch = true;
    const CtVolume ct = phantomVolume(s);
    const Geometry& g = ct.geometry();
    // Bone keeps its distance from the border of the scan; corners are air.
    for (int k = 0; k < g.size[2]; ++k)
      for (int j = 0; j < g.size[1]; ++j)
        for (int i : {0, g.size[0] - 1}) QVERIFY(ct.at(i, j, k) < 226);
    QCOMPARE(int(ct.at(0, 0, 0)), -1000);
    QCOMPARE(int(std::lround(sample(ct, s.center, 0))), 35);
    // Behind the skin there is air, then the couch above 226 HU.
    double behind = 0, board = -2000;
    for (double y = s.center.y + 97; y < s.center.y + 103; ++y)
      behind = std::min(behind, sample(ct, {s.center.x, y, s.center.z}, 0));
    for (double y = s.center.y + 105; y < s.center.y + 118; ++y)
      board = std::max(board, sample(ct, {s.center.x, y, s.center.z}, -1000));
    QVERIFY(behind < -900);
    QVERIFY(board > 226 && board <= 300);
  }
};

BREGMA_TEST(PhantomTest, QCoreApplication);
#include "phantom_test.moc"
