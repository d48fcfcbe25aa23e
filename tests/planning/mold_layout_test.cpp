#include "planning/mold_layout.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "tests/planning/parted_shell.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

/// How far within the convex outline a place is.
double withinOutline(const std::vector<Vec3>& outline, double x, double y) {
  double least = 1e9;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Vec3 &a = outline[i], &b = outline[(i + 1) % outline.size()];
    least = std::min(least, ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) /
                                std::hypot(b.x - a.x, b.y - a.y));
  }
  return least;
}

}  // namespace

class MoldLayoutTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theBlockIsConvexAndHoldsThePart() {
    const PartedShell scene;
    const auto& o = scene.layout.outline;
    for (std::size_t i = 0; i < o.size(); ++i) {
      const Vec3 &a = o[i], &b = o[(i + 1) % o.size()], &c = o[(i + 2) % o.size()];
      QVERIFY((b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x) > -1e-9);
    }
    const MoldSettings settings;
    for (const RimPoint& p : scene.rim)
      QVERIFY(withinOutline(o, p.place.x, p.place.y) > settings.wallMm);
  }

  void keysKeepTheirWalls() {
    const PartedShell scene;
    QCOMPARE(scene.layout.keys.size(), 4u);
    for (const KeySeat& key : scene.layout.keys) {
      const double radius = key.diameterMm / 2 + MoldSettings{}.clearanceMm;
      QVERIFY(withinOutline(scene.layout.outline, key.x, key.y) > radius + 3.9);
      for (const RimPoint& p : scene.rim)
        QVERIFY(std::hypot(p.place.x - key.x, p.place.y - key.y) > radius + 3.9);
      for (const KeySeat& other : scene.layout.keys)
        QVERIFY(&other == &key || std::hypot(other.x - key.x, other.y - key.y) > 20);
    }
  }

  void turnedHalvesFindAKeyWithoutASocket() {
    for (const int count : {2, 3, 4, 6}) {
      MoldSettings settings;
      settings.keyCount = count;
      const PartedShell scene({}, settings);
      QVERIFY(int(scene.layout.keys.size()) >= 2);
      // The block fits itself turned by half, and the keys would too if they were all alike: the
      // wide one must not go into the mouth of any other socket.
      const KeySeat& wide = scene.layout.keys.front();
      for (const KeySeat& other : scene.layout.keys) {
        if (&other == &wide) continue;
        const double tip =
            wide.diameterMm / 2 - keyHeightMm * std::tan(10 * std::numbers::pi / 180);
        QVERIFY(tip > other.diameterMm / 2 + settings.clearanceMm);
      }
    }
  }

  void slotsKeepAwayFromAllElse() {
    const PartedShell scene;
    QCOMPARE(scene.layout.slots.size(), 2u);
    for (const PrySlot& slot : scene.layout.slots) {
      QVERIFY(std::abs(withinOutline(scene.layout.outline, slot.x, slot.y)) < 1e-6);
      const double x = slot.x + prySlotDepthMm * slot.inwardX,
                   y = slot.y + prySlotDepthMm * slot.inwardY;
      QVERIFY(withinOutline(scene.layout.outline, x, y) > prySlotDepthMm - 0.01);
      for (const RimPoint& p : scene.rim) QVERIFY(std::hypot(p.place.x - x, p.place.y - y) > 2);
      for (const KeySeat& key : scene.layout.keys)
        QVERIFY(std::hypot(key.x - x, key.y - y) > key.diameterMm / 2 + 2);
    }
  }

  void ventsStandOnTheTops() {
    const PartedShell scene;
    const auto vents = ventsFor(scene.implant, scene.rim, {});
    QCOMPARE(vents.size(), 1u);  // a cap has one
    double top = -1e9;
    for (const Vec3& v : scene.implant.vertices) top = std::max(top, v.z);
    QVERIFY(std::abs(vents[0].top.z - top) < 0.05);
    MoldSettings none;
    none.ventCount = 0;
    QVERIFY(ventsFor(scene.implant, scene.rim, none).empty());
  }

  void channelsLeadOutAndPassTheKeys() {
    const PartedShell scene;
    QCOMPARE(scene.layout.channels.size(), 8u);
    for (const Channel& channel : scene.layout.channels) {
      const auto at = [&](double s) {
        return Vec3{channel.from.x + s * channel.alongX, channel.from.y + s * channel.alongY, 0};
      };
      const Vec3 end = at(channel.lengthMm);
      QVERIFY(withinOutline(scene.layout.outline, end.x, end.y) < 0);
      for (double s = 0; s < channel.lengthMm; s += 0.5)
        for (const KeySeat& key : scene.layout.keys)
          QVERIFY(length(at(s) - Vec3{key.x, key.y, 0}) > key.diameterMm / 2 + 0.25 + 1.25);
    }
  }

  void moreKeysTakeALargerBlock() {
    MoldSettings many;
    many.keyCount = 10;
    const PartedShell few, crowd({}, many);
    QVERIFY(crowd.layout.keys.size() > few.layout.keys.size());
    QVERIFY(crowd.outlineMm2() >= few.outlineMm2());
  }

  void noKeysNoChannels() {
    const PartedShell scene;
    MoldSettings bare;
    bare.keyCount = bare.channelCount = 0;
    const MoldLayout layout = layOut(scene.rim, bare);
    QVERIFY(layout.keys.empty() && layout.channels.empty());
    QVERIFY(layout.outline.size() > 40);
  }
};

BREGMA_TEST(MoldLayoutTest, QCoreApplication);
#include "mold_layout_test.moc"
