#include "planning/engraving.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

struct MarkedPart {
  ShellImplant shell;
  Implant implant;
  HeadFrame frame;
  Vec3 outward;
  explicit MarkedPart(double across = 90) {
    shell.radius = 75;
    shell.length = shell.width = across;
    shell.wave = 0;
    shell.outward = {1, 0.1, 0.2};
    implant = shell.make();
    frame.center = shell.center();
    outward = -implant.insertion;
  }
  std::optional<std::vector<Pit>> pits(const std::string& text, double letterMm = 6,
                                       const std::vector<HoleSeat>& holes = {}) const {
    return engravingPits(implant.mesh, text, outward, frame, holes, letterMm);
  }
};

}  // namespace

class EngravingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void textNamesSideAndArrow() {
    const ImplantSettings settings{.engravingCode = "C-42"};
    QCOMPARE(engravedText(settings, Side::Left, {1, 0, 0}), std::string("C-42 L A"));
    QCOMPARE(engravedText({}, Side::Right, {0, -1, 0}), std::string("R S"));
    QCOMPARE(engravedText({}, Side::Midline, {0, 0, 1}), std::string("M A"));
  }

  void readsUprightFromInside() {
    const MarkedPart plate;
    const auto pits = plate.pits("L");
    QVERIFY(pits);
    // Who looks from inside to the patient's left has anterior on the right.
    const Vec3 up = normalized(Vec3{0, 0, 1} - plate.outward * plate.outward.z);
    const Vec3 right = cross(plate.outward, up);
    QVERIFY(right.y < -0.9);
    double low = 1e9, left = 1e9;
    for (const Pit& pit : *pits) {
      low = std::min(low, dot(pit.place, up));
      left = std::min(left, dot(pit.place, right));
    }
    int foot = 0, stem = 0;
    for (const Pit& pit : *pits) {
      const double x = dot(pit.place, right) - left, y = dot(pit.place, up) - low;
      if (x > 5) continue;  // the arrow
      foot += y < 0.4;
      stem += x < 0.4;
    }
    QCOMPARE(foot, 5);
    QCOMPARE(stem, 7);
  }

  void theArrowPointsToAnterior() {
    const MarkedPart plate;
    const auto pits = *plate.pits("");
    Vec3 tip = pits.front().place, tail = tip, mean;
    for (const Pit& pit : pits) {
      if (pit.place.y < tip.y) tip = pit.place;
      if (pit.place.y > tail.y) tail = pit.place;
      mean = mean + pit.place / double(pits.size());
    }
    QVERIFY(tail.y - tip.y > 4);
    QVERIFY(std::abs(tip.z - tail.z) < 1);
    QVERIFY(mean.y < (tip.y + tail.y) / 2);  // the head of the arrow has more pits
  }

  void pitsAreShallowAndInside() {
    const MarkedPart plate;
    const auto pits = plate.pits("C-42 L A");
    QVERIFY(pits);
    const TriangleMesh cut = engraved(plate.implant.mesh, *pits, 6);
    QVERIFY(checkMesh(cut).printable());
    const double gone = volumeMm3(plate.implant.mesh) - volumeMm3(cut);
    const double expected = double(pits->size()) * std::numbers::pi * 0.3 * 0.3 * 0.5;
    QVERIFY2(std::abs(gone / expected - 1) < 0.1, qPrintable(QString::number(gone / expected)));
    const SurfaceDistance part(cut);
    for (const Pit& pit : *pits) {
      const auto bottom = part.ray(pit.place - pit.inward * 0.3, pit.inward);
      QVERIFY(bottom && std::abs(bottom->distance - 0.8) < 0.05);
      QVERIFY(dot(pit.inward, plate.outward) > 0.7);
    }
  }

  void holesAreLeftAlone() {
    const MarkedPart plate;
    const Box box = boundingBox(plate.implant.mesh);
    const auto holes = holePattern(OuterSide(plate.implant.mesh, plate.frame.center),
                                   (box.low + box.high) / 2, plate.outward, {});
    const auto pits = plate.pits("L A", 5, holes);
    QVERIFY(pits);
    for (const Pit& pit : *pits)
      for (const HoleSeat& hole : holes) {
        const Vec3 from = pit.place - hole.place;
        QVERIFY(length(from - hole.outward * dot(from, hole.outward)) > 2.2);
      }
    const TriangleMesh cut = engraved(perforated(plate.implant.mesh, holes), *pits, 5);
    QVERIFY(checkMesh(cut).printable());
    QCOMPARE(tunnelsThrough(cut), int(holes.size()));
  }

  void whatDoesNotFitIsNotMade() {
    QVERIFY(!MarkedPart(20).pits("C-42 L A"));
    QVERIFY(!MarkedPart().pits("ABCDEFGHIJKLMNOPQR"));
  }
};

BREGMA_TEST(EngravingTest, QCoreApplication);
#include "engraving_test.moc"
