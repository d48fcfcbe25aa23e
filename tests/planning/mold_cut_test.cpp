#include "planning/mold_cut.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/mesh_check.hpp"
#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;

class MoldCutTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void halvesFillTheBlockButForTheGaps() {
    MoldSettings plain;
    plain.channelCount = plain.prySlotCount = 0;
    const PartedShell scene({}, plain);
    const MoldHalves halves = cutMold(scene, plain, {});
    QVERIFY(checkMesh(halves.outer).printable() && checkMesh(halves.inner).printable());
    // What is missing of the block is the implant and the play of the keys.
    const double block = scene.outlineMm2() * (scene.outerBase - scene.innerBase);
    const double missing = block - volumeMm3(halves.outer) - volumeMm3(halves.inner);
    const double play = missing - volumeMm3(scene.implant);
    QVERIFY2(play > 0 && play < 4 * 80 + 40, QByteArray::number(play));
  }

  void theHalvesMeetAtTheSurface() {
    const PartedShell scene;
    const MoldHalves halves = cutMold(scene, {}, {});
    const SurfaceDistance outer(halves.outer), inner(halves.inner), part(scene.implant);
    int both = 0;
    for (const Vec3& v : scene.parting.mesh.vertices) {
      if (part.inside(v) || part.distance(v) < 4) continue;
      bool nearFitting = false;
      for (const KeySeat& key : scene.layout.keys)
        nearFitting |= std::hypot(key.x - v.x, key.y - v.y) < key.diameterMm / 2 + 2;
      for (const PrySlot& slot : scene.layout.slots)
        nearFitting |= std::hypot(slot.x - v.x, slot.y - v.y) < 8;
      for (const Channel& c : scene.layout.channels)
        nearFitting |= std::abs((v.x - c.from.x) * c.alongY - (v.y - c.from.y) * c.alongX) < 3;
      if (nearFitting) continue;
      QVERIFY(outer.distance(v) < 1e-3 && inner.distance(v) < 1e-3);
      ++both;
    }
    QVERIFY(both > 50);
  }

  void aTangledPartIsRefused() {
    PartedShell scene;
    TriangleMesh second = scene.implant;
    for (Vec3& v : second.vertices) v = v + Vec3{3, 2, 1};
    const auto offset = std::uint32_t(scene.implant.vertices.size());
    scene.implant.vertices.insert(scene.implant.vertices.end(), second.vertices.begin(),
                                  second.vertices.end());
    for (auto t : second.triangles) {
      for (auto& v : t) v += offset;
      scene.implant.triangles.push_back(t);
    }
    try {
      cutMold(scene, {}, {});
      QFAIL("cut with a part that runs through itself");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::BooleanFailed);
    }
  }

  void cancelEndsIt() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Cancelled, cutMold(PartedShell{}, {}, Progress(stop.get_token(), {})));
  }
};

BREGMA_TEST(MoldCutTest, QCoreApplication);
#include "mold_cut_test.moc"
