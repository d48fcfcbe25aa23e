#include "planning/mold_fittings.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "planning/mesh_check.hpp"
#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;

class MoldFittingsTest : public QObject {
  Q_OBJECT
  const PartedShell scene_;
  const SurfaceDistance parting_{scene_.parting.mesh};

  static bool areClosedSolids(const TriangleMesh& mesh, std::size_t count) {
    const MeshCheck check = checkMesh(mesh);
    return check.closed && check.manifold && check.outward && check.selfIntersections == 0 &&
           check.components == count;
  }

 private Q_SLOTS:
  void conesHaveTheirFormulasVolume() {
    const TriangleMesh keys = keyCones(scene_.layout, parting_, 0);
    QVERIFY(areClosedSolids(keys, 4));
    // Truncated cones from 2.5 mm below the surface to 6 mm above it, 10 degrees of draft.
    const double slope = std::tan(10 * std::numbers::pi / 180);
    double cones = 0;
    for (const KeySeat& key : scene_.layout.keys) {
      const double low = key.diameterMm / 2 + 2.5 * slope,
                   high = key.diameterMm / 2 - keyHeightMm * slope;
      cones += std::numbers::pi / 3 * (2.5 + keyHeightMm) * (low * low + low * high + high * high);
    }
    QVERIFY(std::abs(volumeMm3(keys) / cones - 1) < 0.01);  // 48 sides
  }

  void socketsStandOffByTheClearance() {
    const double clearance = 0.4;
    const TriangleMesh keys = keyCones(scene_.layout, parting_, 0),
                       sockets = keyCones(scene_.layout, parting_, clearance);
    QVERIFY(areClosedSolids(sockets, 4));
    const SurfaceDistance socket(sockets);
    for (const Vec3& v : keys.vertices) {
      double level = 1e9;
      for (const KeySeat& key : scene_.layout.keys)
        if (std::hypot(key.x - v.x, key.y - v.y) < 8) level = heightAt(parting_, key.x, key.y);
      if (v.z < level) continue;  // both end at the same depth
      QVERIFY(socket.inside(v));
      QVERIFY(std::abs(socket.distance(v) - clearance) < 0.45);
      QVERIFY(socket.distance(v) > clearance - 0.02);
    }
  }

  void channelsFollowTheSurface() {
    const TriangleMesh tubes = channelTubes(scene_.layout, parting_, {});
    QVERIFY(areClosedSolids(tubes, 8));
    const SurfaceDistance tube(tubes);
    for (const Channel& channel : scene_.layout.channels)
      for (double s = 0.5; s < channel.lengthMm - 3; s += 1) {
        const double x = channel.from.x + s * channel.alongX,
                     y = channel.from.y + s * channel.alongY;
        QVERIFY(tube.inside({x, y, heightAt(parting_, x, y)}));
        // Narrow at the rim, as wide as set 2 mm on.
        const double radius = s < 0.6 ? 0.9 : s > 2 ? 1.25 : 0;
        if (radius == 0) continue;
        const auto side =
            tube.ray({x, y, heightAt(parting_, x, y)}, {-channel.alongY, channel.alongX, 0});
        QVERIFY(side && std::abs(side->distance - radius) < 0.2);
      }
  }

  void slotsReachUnderTheOuterHalf() {
    QCOMPARE(scene_.layout.slots.size(), 2u);
    const TriangleMesh boxes = pryBoxes(scene_.layout, parting_);
    QVERIFY(areClosedSolids(boxes, 2));
    const SurfaceDistance solid(boxes);
    for (const PrySlot& slot : scene_.layout.slots)
      for (const double deep : {-1.0, 1.0, prySlotDepthMm - 0.5}) {
        const double x = slot.x + deep * slot.inwardX, y = slot.y + deep * slot.inwardY;
        QVERIFY(solid.inside({x, y, heightAt(parting_, x, y) + 0.1}));
        QVERIFY(solid.inside({x, y, heightAt(parting_, x, y) + prySlotHeightMm - 0.2}));
      }
  }

  void ventsAreStraightAndRound() {
    MoldLayout layout = scene_.layout;
    layout.vents = {{{3, -2, 10}}, {{-15, 6, 8}}};
    MoldSettings settings;
    settings.ventDiameterMm = 2;
    const TriangleMesh tubes = ventTubes(layout, settings, 20);
    QVERIFY(areClosedSolids(tubes, 2));
    const double expected = std::numbers::pi * (10.3 + 12.3);
    QVERIFY(std::abs(volumeMm3(tubes) / expected - 1) < 0.02);
  }

  void theSprueIsAFunnel() {
    MoldSettings settings;
    settings.sprueDiameterMm = 8;
    const PartedShell scene({}, settings);
    QVERIFY(scene.layout.sprue);
    const SurfaceDistance parting(scene.parting.mesh);
    const TriangleMesh tube = sprueTube(scene.layout, parting, settings);
    QVERIFY(areClosedSolids(tube, 1));
    const SurfaceDistance solid(tube), part(scene.implant);
    const Channel& way = *scene.layout.sprue;
    const auto widthAt = [&](double s) {
      const double x = way.from.x + s * way.alongX, y = way.from.y + s * way.alongY;
      const auto hit = solid.ray({x, y, heightAt(parting, x, y)}, {-way.alongY, way.alongX, 0});
      return hit ? hit->distance : 0;
    };
    QVERIFY(std::abs(widthAt(1) - 2) < 0.2);  // half as wide: a neck
    if (way.lengthMm > 10) QVERIFY(std::abs(widthAt(10) - 4) < 0.2);
    bool reaches = false;  // into the part, so that both become one
    for (const Vec3& v : tube.vertices) reaches |= part.inside(v);
    QVERIFY(reaches);
  }

  void heightGoesOnBeyondTheBorder() {
    const Vec3 corner = scene_.parting.mesh.vertices[scene_.parting.border.front()];
    QVERIFY(std::abs(heightAt(parting_, corner.x, corner.y) - corner.z) < 1e-9);
    const double away = corner.y < 0 ? -5 : 5;
    QVERIFY(std::abs(heightAt(parting_, corner.x, corner.y + away) - corner.z) < 0.5);
  }
};

BREGMA_TEST(MoldFittingsTest, QCoreApplication);
#include "mold_fittings_test.moc"
