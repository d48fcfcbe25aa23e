// The exact sweep along columns against a brute-force one in voxels: a hundred cases of implants
// that go into bone and of mold halves that part, half of them with something in the way.
#include <QCoreApplication>
#include <QTest>

#include "model/parallel.hpp"
#include "planning/insertion.hpp"
#include "planning/mesh_boolean.hpp"
#include "planning/mold.hpp"
#include "tests/planning/random_plan.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr double voxelMm = 0.5;

/// Which voxels of a grid in the frame of the sweep lie in a solid, by asking for each.
struct Voxels {
  int nx, ny, nz;
  std::vector<std::uint8_t> in;
  bool at(int i, int j, int k) const { return k < nz && in[(std::size_t(k) * ny + j) * nx + i]; }
};

Voxels voxelsOf(const TriangleMesh& solid, const Box& box) {
  const Vec3 extent = box.high - box.low;
  Voxels v{
      int(extent.x / voxelMm) + 1, int(extent.y / voxelMm) + 1, int(extent.z / voxelMm) + 1, {}};
  v.in.resize(std::size_t(v.nx) * v.ny * v.nz);
  const SurfaceDistance surface(solid);
  parallelFor(v.nz, [&](int begin, int end) {
    for (int k = begin; k < end; ++k)
      for (int j = 0; j < v.ny; ++j)
        for (int i = 0; i < v.nx; ++i)
          v.in[(std::size_t(k) * v.ny + j) * v.nx + i] =
              surface.inside(box.low + Vec3{i + 0.37, j + 0.41, k + 0.43} * voxelMm);
  });
  return v;
}

/// How far the moving solid is lifted along +z when it last touches: 0, it never does.
double stoppedByVoxels(const TriangleMesh& moving, const TriangleMesh& fixed,
                       const Vec3& direction) {
  const PullFrame frame = pullFrame(moving, -direction);
  const TriangleMesh part = inPullFrame(moving, frame), other = inPullFrame(fixed, frame);
  Box box = boundingBox(part);
  const Box all = boundingBox(other);
  box.high.z = std::max(box.high.z, all.high.z);
  const Voxels a = voxelsOf(part, box), b = voxelsOf(other, box);
  int last = 0;
  for (int lift = 0; lift < a.nz; ++lift) {
    bool touches = false;
    for (int k = 0; k + lift < a.nz && !touches; ++k)
      for (int j = 0; j < a.ny && !touches; ++j)
        for (int i = 0; i < a.nx && !touches; ++i) touches = a.at(i, j, k) && b.at(i, j, k + lift);
    if (touches) last = lift + 1;
  }
  return last * voxelMm;
}

void compare(const TriangleMesh& moving, const TriangleMesh& fixed, const Vec3& direction,
             int& free, int& stopped, const QByteArray& name) {
  const double exact = sweptCheck(moving, fixed, direction).stoppedMm;
  const double voxels = stoppedByVoxels(moving, fixed, direction);
  const QByteArray both = name + ": " + QByteArray::number(exact) + " mm, by voxels " +
                          QByteArray::number(voxels) + " mm";
  QVERIFY2(voxels == 0 || exact > 0, both.constData());
  if (exact > 2 * voxelMm && std::abs(exact - voxels) > 2 * voxelMm) {
    // What overlaps by less than a voxel slips between them, but not through a boolean.
    QVERIFY2(voxels < exact, both.constData());
    TriangleMesh lifted = moving;
    for (Vec3& v : lifted.vertices) v = v - direction * (exact - voxelMm / 2);
    QVERIFY2(volumeMm3(intersected(lifted, fixed, "lifted")) > 0, both.constData());
  }
  ++(exact > 0 ? stopped : free);
}

shapes::ShellImplant randomShell(Dice& dice) {
  shapes::ShellImplant shell;
  shell.length = dice.between(25, 50), shell.width = dice.between(20, 35);
  shell.radius = dice.between(60, 90), shell.thickness = dice.between(3, 8);
  shell.wave = dice.between(0, 0.1);
  shell.columns = 72, shell.rings = 12, shell.wallRows = 4;
  shell.outward = {dice.between(-1, 1), dice.between(-1, 1), dice.between(0.2, 1)};
  return shell;
}

}  // namespace

class SweptCheckTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void seventyImplantsAgree() {
    int free = 0, stopped = 0;
    Dice dice(11);
    for (int n = 0; n < 70; ++n) {
      shapes::ShellImplant shell = randomShell(dice);
      const double gap = dice.between(0.2, 1);
      shell.taperDeg = dice.between(-12, 12);
      const Implant implant = shell.make();
      TriangleMesh bone = shell.bone(gap);
      const Vec3 lean{dice.between(-0.2, 0.2), dice.between(-0.2, 0.2), dice.between(-0.2, 0.2)};
      compare(implant.mesh, bone, normalized(implant.insertion + lean), free, stopped,
              "implant " + QByteArray::number(n));
    }
    QVERIFY2(free > 10 && stopped > 10, QByteArray::number(free));
  }

  void thirtyMoldsAgree() {
    int free = 0, stopped = 0;
    Dice dice(12);
    for (int n = 0; n < 15; ++n) {
      const Implant implant = randomShell(dice).make();
      const Mold mold = makeMold(implant, {});
      const QByteArray name = "mold " + QByteArray::number(n);
      compare(mold.outerHalf, mold.innerHalf, -mold.pull, free, stopped, name);
      // Pulled askew, the keys hold it.
      const Vec3 across = normalized(cross(mold.pull, {0.3, 0.5, 0.8}));
      compare(mold.outerHalf, mold.innerHalf, normalized(-mold.pull + across * 0.6), free, stopped,
              name + " askew");
    }
    QCOMPARE(free, 15);
    QCOMPARE(stopped, 15);
  }
};

BREGMA_TEST(SweptCheckTest, QCoreApplication);
#include "swept_check_test.moc"
