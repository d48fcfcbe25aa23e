#include "planning/bed_split.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numeric>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/mold.hpp"
#include "planning/tube.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;

namespace {

double longest(const TriangleMesh& mesh) {
  const Box box = boundingBox(mesh);
  return std::max(box.high.x - box.low.x, box.high.y - box.low.y);
}

}  // namespace

class BedSplitTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whatFitsStaysWhole() {
    const TriangleMesh block = shapes::box({0, 0, 0}, {90, 60, 20});
    const auto pieces = splitForBed(block, {.bedMm = 100});
    QCOMPARE(pieces.size(), 1u);
    QCOMPARE(pieces[0].vertices.size(), block.vertices.size());
  }

  void piecesFitTheBedAndEachOther() {
    const TriangleMesh block = shapes::box({-3, 2, 0}, {177, 62, 20});
    const MoldSettings settings{.clearanceMm = 0.3, .bedMm = 100};
    const auto pieces = splitForBed(block, settings);
    QCOMPARE(pieces.size(), 2u);
    double volume = 0;
    for (const TriangleMesh& piece : pieces) {
      QVERIFY(checkMesh(piece).printable());
      QVERIFY(longest(piece) <= 100);
      volume += volumeMm3(piece);
    }
    // Only the play of the pegs is lost, and no piece reaches into another.
    const double lost = volumeMm3(block) - volume;
    QVERIFY2(lost > 10 && lost < 600, QByteArray::number(lost));
    // The pegs: one piece is longer than the cut, the other has as many sockets.
    const Box a = boundingBox(pieces[0]), b = boundingBox(pieces[1]);
    QVERIFY(a.high.x - b.low.x > 3);
  }

  void fansAreCutBesideTheirMiddle() {
    TriangleMesh disk;
    addPrism(disk, {0, 0, 0}, {0, 0, 12}, 90, 400);
    const auto pieces = splitForBed(disk, {.bedMm = 110});
    QVERIFY(pieces.size() >= 4);
    for (const TriangleMesh& piece : pieces)
      QVERIFY(checkMesh(piece).printable() && longest(piece) <= 110);
  }

  void largePartsAreCutBothWays() {
    const TriangleMesh block = shapes::box({0, 0, 0}, {170, 150, 15});
    const auto pieces = splitForBed(block, {.bedMm = 90});
    QVERIFY(pieces.size() >= 4);
    for (const TriangleMesh& piece : pieces)
      QVERIFY(checkMesh(piece).printable() && longest(piece) <= 90);
  }

  void moldHalvesAreCutToo() {
    shapes::ShellImplant shell;
    shell.length = 120, shell.width = 80, shell.radius = 80;
    const Implant implant = shell.make();
    const Mold mold = makeMold(implant, {});
    const PullFrame frame = pullFrame(mold.innerHalf, mold.pull);
    for (const TriangleMesh* half : {&mold.outerHalf, &mold.innerHalf}) {
      const auto pieces = splitForBed(inPullFrame(*half, frame), {.bedMm = 100});
      QVERIFY(pieces.size() >= 2);
      for (const TriangleMesh& piece : pieces)
        QVERIFY(checkMesh(piece).printable() && longest(piece) <= 100);
    }
  }
};

BREGMA_TEST(BedSplitTest, QCoreApplication);
#include "bed_split_test.moc"
