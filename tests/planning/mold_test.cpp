#include "planning/mold.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <numbers>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold_cut.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

bool hasFinding(const Mold& mold, FindingCode code) {
  for (const Finding& finding : mold.findings)
    if (finding.code == code) return true;
  return false;
}

/// Share of the implant's vertices that lie farther than 0.1 mm from both halves.
double shareOff(const Implant& implant, const Mold& mold) {
  const SurfaceDistance outer(mold.outerHalf), inner(mold.innerHalf);
  std::size_t off = 0;
  for (const Vec3& v : implant.mesh.vertices)
    off += std::min(outer.nearest(v, 1).distance, inner.nearest(v, 1).distance) > 0.1;
  return double(off) / double(implant.mesh.vertices.size());
}

TriangleMesh along(TriangleMesh mesh, const Vec3& by) {
  for (Vec3& v : mesh.vertices) v = v + by;
  return mesh;
}

/// How far into `b` vertices of `a` reach.
double deepest(const TriangleMesh& a, const TriangleMesh& b) {
  const SurfaceDistance solid(b);
  double depth = 0;
  for (const Vec3& v : a.vertices)
    if (solid.inside(v)) depth = std::max(depth, solid.distance(v));
  return depth;
}

ShellImplant named(const QString& name) {
  ShellImplant shell;
  if (name == "small") shell.length = 36, shell.width = 28, shell.thickness = 6;
  if (name == "long")
    shell.length = 120, shell.width = 70, shell.radius = 72, shell.columns = 320, shell.rings = 50;
  if (name == "wavy") shell.wave = 0.2, shell.taperDeg = 1;
  if (name == "rough") shell.roughMm = 0.15;
  return shell;
}

/// A groove around the wall: neither half can hold it.
Implant grooved() {
  Implant implant = ShellImplant{}.make();
  const ShellImplant shell;
  const int row = shell.rings + shell.wallRows / 2;
  for (int c = 0; c < shell.columns; ++c)
    for (int r = row - 1; r <= row + 1; ++r) {
      Vec3& v = implant.mesh.vertices[1 + (r - 1) * shell.columns + c];
      const Vec3 fromAxis =
          v - shell.apex - implant.insertion * dot(v - shell.apex, implant.insertion);
      v = v - normalized(fromAxis) * 0.8;
    }
  return implant;
}

}  // namespace

class MoldTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void halvesArePrintable_data() {
    QTest::addColumn<QString>("shape");
    for (const char* name : {"cap", "small", "long", "wavy", "rough"}) QTest::newRow(name) << name;
  }
  void halvesArePrintable() {
    QFETCH(QString, shape);
    const Implant implant = named(shape).make();
    QVERIFY(checkMesh(implant.mesh).printable());
    QElapsedTimer timer;
    timer.start();
    const Mold mold = makeMold(implant, {});
    qInfo("%zu triangles: %lld ms", implant.mesh.triangles.size(), timer.elapsed());
    QVERIFY(checkMesh(mold.outerHalf).printable());
    QVERIFY(checkMesh(mold.innerHalf).printable());
    QVERIFY(!hasFinding(mold, FindingCode::BooleanRetried));
    // Vents and channels open a little of the smallest.
    QVERIFY2(shareOff(implant, mold) < 0.015, QByteArray::number(shareOff(implant, mold)));
    QVERIFY(std::abs(dot(mold.pull, implant.insertion) + 1) < 1e-9);
    // The outer half lies towards the pull, and pulled off it meets neither the other nor a wall.
    const Vec3 middle = (boundingBox(mold.outerHalf).low + boundingBox(mold.outerHalf).high) / 2;
    const Vec3 other = (boundingBox(mold.innerHalf).low + boundingBox(mold.innerHalf).high) / 2;
    QVERIFY(dot(middle - other, mold.pull) > 5);
    for (const double mm : {0.3, 1.0, 3.0, 8.0})
      QVERIFY(deepest(along(mold.outerHalf, mold.pull * mm), mold.innerHalf) < 1e-4);
  }

  void taperedWallsAreFree() {
    const Mold mold = makeMold(ShellImplant{}.make(), {});
    QVERIFY(mold.findings.empty());
  }

  void overhangIsReported() {
    const Implant implant = grooved();
    const Mold mold = makeMold(implant, {});
    QVERIFY(hasFinding(mold, FindingCode::MoldUndercut));
    QVERIFY(checkMesh(mold.outerHalf).printable() && checkMesh(mold.innerHalf).printable());
    QVERIFY(shareOff(implant, mold) < 0.01);  // the cavity is still the implant
  }

  void keysHaveClearance() {
    MoldSettings loose, bare;
    loose.clearanceMm = 0.4;
    loose.channelCount = bare.channelCount = 0;
    bare.keyCount = 0;
    const Implant implant = named("small").make();
    const Mold mold = makeMold(implant, loose);
    // Closed, the keys stand 0.4 mm from their sockets: no point of a key's side is nearer.
    const SurfaceDistance outer(mold.outerHalf);
    const double top = [&] {
      double most = -1e9;
      for (const Vec3& v : mold.innerHalf.vertices) most = std::max(most, dot(v, mold.pull));
      return most;
    }();
    int tops = 0;
    for (const Vec3& v : mold.innerHalf.vertices)
      if (dot(v, mold.pull) > top - 0.01) {
        ++tops;
        const double gap = outer.distance(v);  // 0.4 beside, 0.8 above
        QVERIFY(gap > 0.39 && gap < 0.81);
      }
    QVERIFY(tops >= 12);
    // Without keys and channels the halves are the block less the implant.
    const Mold plain = makeMold(implant, bare);
    QVERIFY(checkMesh(plain.outerHalf).printable() && checkMesh(plain.innerHalf).printable());
  }

  void basesAreFlatAndWallsThick() {
    const Implant implant = ShellImplant{}.make();
    const MoldSettings settings;
    const Mold mold = makeMold(implant, settings);
    double outerTop = -1e9, innerLow = 1e9, high = -1e9, low = 1e9;
    for (const Vec3& v : mold.outerHalf.vertices) outerTop = std::max(outerTop, dot(v, mold.pull));
    for (const Vec3& v : mold.innerHalf.vertices) innerLow = std::min(innerLow, dot(v, mold.pull));
    for (const Vec3& v : implant.mesh.vertices) {
      high = std::max(high, dot(v, mold.pull));
      low = std::min(low, dot(v, mold.pull));
    }
    QVERIFY(outerTop - high > settings.baseMm - 0.01);
    QVERIFY(low - innerLow > settings.baseMm - 0.01);
    double flat = 0;
    for (std::size_t t = 0; t < mold.innerHalf.triangles.size(); ++t) {
      const auto& c = mold.innerHalf.triangles[t];
      if (std::abs(dot(mold.innerHalf.vertices[c[0]], mold.pull) - innerLow) > 1e-3 ||
          dot(triangleNormal(mold.innerHalf, t), mold.pull) > -0.9999)
        continue;
      flat += length(cross(mold.innerHalf.vertices[c[1]] - mold.innerHalf.vertices[c[0]],
                           mold.innerHalf.vertices[c[2]] - mold.innerHalf.vertices[c[0]])) /
              2;
    }
    QVERIFY(flat > (60 + 2 * settings.wallMm) * (45 + 2 * settings.wallMm) * 0.9);
  }

  void turnedHalvesDoNotClose() {
    const Implant implant = ShellImplant{}.make();
    const Mold mold = makeMold(implant, {});
    // The block fits itself turned by half about its middle; the keys then bore into the halves.
    const PullFrame frame = pullFrame(mold.innerHalf, mold.pull);
    TriangleMesh turned = inPullFrame(mold.innerHalf, frame);
    for (Vec3& v : turned.vertices) v = {-v.x, -v.y, v.z};
    const double overlap =
        volumeMm3(intersected(turned, inPullFrame(mold.outerHalf, frame), "turned"));
    QVERIFY2(overlap > 20, QByteArray::number(overlap));
    // As it is they do not touch but at the parting surface.
    QVERIFY(mold.review.separates);
  }

  void airLeavesByAVent() {
    MoldSettings closed, vented;
    closed.ventCount = 0;
    closed.channelCount = vented.channelCount = 0;
    const Implant implant = ShellImplant{}.make();
    const Mold with = makeMold(implant, vented), without = makeMold(implant, closed);
    QVERIFY(checkMesh(with.outerHalf).printable());
    // A cap has one top: a straight way out of there, as wide as set.
    const double lost = volumeMm3(without.outerHalf) - volumeMm3(with.outerHalf);
    double top = -1e9, base = -1e9;
    Vec3 highest;
    for (const Vec3& v : implant.mesh.vertices)
      if (dot(v, with.pull) > top) top = dot(v, with.pull), highest = v;
    for (const Vec3& v : with.outerHalf.vertices) base = std::max(base, dot(v, with.pull));
    const double expected =
        std::numbers::pi / 4 * vented.ventDiameterMm * vented.ventDiameterMm * (base - top);
    QVERIFY2(std::abs(lost / expected - 1) < 0.05, QByteArray::number(lost / expected));
    const SurfaceDistance outer(with.outerHalf);
    QVERIFY(!outer.ray(highest + with.pull * 0.2, with.pull));
    QVERIFY(SurfaceDistance(without.outerHalf).ray(highest + with.pull * 0.2, with.pull));
  }

  void shrinkageMakesTheCavityLarger() {
    MoldSettings settings;
    settings.shrinkagePercent = 3;
    settings.ventCount = settings.channelCount = 0;
    const Implant implant = ShellImplant{}.make();
    const Mold mold = makeMold(implant, settings);
    const PullFrame frame = pullFrame(implant.mesh, mold.pull);
    Implant larger = implant;
    for (Vec3& v : larger.mesh.vertices) v = frame.center + (v - frame.center) * 1.03;
    QVERIFY(shareOff(larger, mold) < 0.01);
    QVERIFY(shareOff(implant, mold) > 0.5);
    QVERIFY(mold.review.cavityErrorP99Mm < 0.01);
  }

  void undercutIsFilledWhereThePlanSaysSo() {
    const Implant implant = grooved();
    MoldSettings settings;
    settings.removeUndercut = true;
    const Mold mold = makeMold(implant, settings);
    QVERIFY(checkMesh(mold.outerHalf).printable() && checkMesh(mold.innerHalf).printable());
    QVERIFY2(mold.review.undercutMm2 < 2, QByteArray::number(mold.review.undercutMm2));
    QVERIFY(!hasFinding(mold, FindingCode::MoldUndercut));
    QVERIFY(hasFinding(mold, FindingCode::UndercutFilled));
    QVERIFY2(mold.review.filledMm3 > 30 && mold.review.filledMm3 < 1000,
             QByteArray::number(mold.review.filledMm3));
    QVERIFY(mold.review.separates);
  }

  void missingFittingsAreTold() {
    MoldSettings many;
    many.keyCount = 12;
    many.keyDiameterMm = 20;
    const Mold mold = makeMold(named("small").make(), many);
    QVERIFY(hasFinding(mold, FindingCode::NoRoomForFittings));
    QVERIFY(checkMesh(mold.outerHalf).printable() && checkMesh(mold.innerHalf).printable());
  }

  void openImplantIsRefused() {
    Implant implant = ShellImplant{}.make();
    implant.mesh.triangles.pop_back();
    try {
      makeMold(implant, {});
      QFAIL("made a mold of an open mesh");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::MeshNotClosed);
    }
  }

  void aCrossedImplantIsMadeFromAVolume() {
    // Two crossing caps in one mesh: booleans refuse it.
    ShellImplant shell;
    shell.columns = 120, shell.rings = 20, shell.wallRows = 6;
    Implant implant = shell.make();
    TriangleMesh second = implant.mesh;
    for (Vec3& v : second.vertices) v = v + Vec3{4, 3, 1};
    const auto offset = std::uint32_t(implant.mesh.vertices.size());
    implant.mesh.vertices.insert(implant.mesh.vertices.end(), second.vertices.begin(),
                                 second.vertices.end());
    for (auto t : second.triangles) {
      for (auto& v : t) v += offset;
      implant.mesh.triangles.push_back(t);
    }
    const Mold mold = makeMold(implant, {});
    QVERIFY(hasFinding(mold, FindingCode::BooleanRetried));
    QVERIFY(checkMesh(mold.outerHalf).printable() && checkMesh(mold.innerHalf).printable());
  }

  void sameInputSameHalves() {
    const Implant implant = named("small").make();
    const Mold one = makeMold(implant, {}), two = makeMold(implant, {});
    QVERIFY(one.outerHalf.vertices == two.outerHalf.vertices);
    QVERIFY(one.innerHalf.triangles == two.innerHalf.triangles);
  }

  void cancelStops() {
    std::stop_source stop;
    stop.request_stop();
    bool cancelled = false;
    try {
      makeMold(named("small").make(), {}, Progress(stop.get_token(), {}));
    } catch (const Cancelled&) {
      cancelled = true;
    }
    QVERIFY(cancelled);
  }
};

BREGMA_TEST(MoldTest, QCoreApplication);
#include "mold_test.moc"
