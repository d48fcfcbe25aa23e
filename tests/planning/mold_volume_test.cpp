#include <QCoreApplication>
#include <QTest>

#include "planning/insertion.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold_cut.hpp"
#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

shapes::ShellImplant smallShell() {
  shapes::ShellImplant shell;
  shell.length = 36, shell.width = 28, shell.columns = 120, shell.rings = 20;
  return shell;
}

}  // namespace

class MoldVolumeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysWhatTheBooleansSay() {
    const PartedShell scene(smallShell());
    const MoldHalves cut = cutMold(scene, {}, {}), made = moldFromVolume(scene, {}, {});
    for (const auto& [a, b] : {std::pair(&cut.outer, &made.outer), {&cut.inner, &made.inner}}) {
      QVERIFY(checkMesh(*b).printable());
      QVERIFY(std::abs(volumeMm3(*b) / volumeMm3(*a) - 1) < 0.01);
      // Rounded at edges, elsewhere the same surface.
      const SurfaceDistance exact(*a);
      std::size_t off = 0;
      for (const Vec3& v : b->vertices) off += exact.distance(v) > 0.1;
      QVERIFY2(off < b->vertices.size() / 20, QByteArray::number(qulonglong(off)));
    }
    QVERIFY(!sweptCheck(made.outer, made.inner, {0, 0, -1}).place);
  }

  void cancelEndsIt() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(
        Cancelled, moldFromVolume(PartedShell(smallShell()), {}, Progress(stop.get_token(), {})));
  }
};

BREGMA_TEST(MoldVolumeTest, QCoreApplication);
#include "mold_volume_test.moc"
