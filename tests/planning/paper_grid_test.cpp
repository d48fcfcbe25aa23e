#include "planning/paper_grid.hpp"

#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "model/phantom.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

PhantomSettings settings() {
  PhantomSettings s;
  s.hole = false;
  return s;
}

HeadFrame frameOf(const PhantomSettings& s, const Mat3& turn = {}) {
  HeadFrame frame;
  frame.center = s.center;
  frame.patientFromHead = turn;
  return frame;
}

// The share of voxels in which the mask and the formula agree, among those that either calls bone.
double agreement(const std::vector<std::uint8_t>& voxels, const PhantomSettings& s,
                 const Mat3& patientFromHead, const Vec3& shift = {}) {
  const Geometry& grid = paperGrid();
  double both = 0, sum = 0;
  std::size_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i, ++at) {
        const Vec3 head = grid.toPatient(i, j, k) - shift;
        const bool bone = phantomDistance(s, s.center + patientFromHead * head).bone() < 0;
        both += bone && voxels[at];
        sum += bone + voxels[at];
      }
  return 2 * both / sum;
}

}  // namespace

class PaperGridTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isThePublishedOne() {
    QCOMPARE(paperGrid().size[0], 112);
    QCOMPARE(paperGrid().size[1], 112);
    QCOMPARE(paperGrid().size[2], 40);
    QCOMPARE(paperGrid().toPatient(Vec3{55.5, 55.5, 0}).x, 0.0);
  }
  void holdsTheVault() {
    const PhantomSettings s = settings();
    const auto voxels = onPaperGrid(boneShares(phantomMask(s), frameOf(s)));
    QVERIFY2(agreement(voxels, s, {}) > 0.96, QByteArray::number(agreement(voxels, s, {})));
  }
  void followsTheFrame() {
    const PhantomSettings s = settings();
    const Mat3 turn = rotation({0, 0, 1}, 0.6) * rotation({1, 0, 0}, 0.3);
    const auto voxels = onPaperGrid(boneShares(phantomMask(s), frameOf(s, turn)));
    QVERIFY(agreement(voxels, s, turn) > 0.96);
    QVERIFY(agreement(voxels, s, {}) < 0.9);
  }
  void headsAreMoved() {
    const PhantomSettings s = settings();
    const BoneShares shares = boneShares(phantomMask(s), frameOf(s));
    const Mat3 turn = rotation({0, 0, 1}, 6 * std::numbers::pi / 180);
    const auto turned = onPaperGrid(shares, {turn, {}});
    QVERIFY(agreement(turned, s, transposed(turn)) > 0.96);
    const auto raised = onPaperGrid(shares, {{}, {0, 0, 5}});
    QVERIFY(agreement(raised, s, {}, {0, 0, 5}) > 0.96);
  }
  void anObliqueFileIsTheSame() {
    const PhantomSettings s = settings();
    const BinaryVolume mask = phantomMask(s);
    const Geometry& g = mask.geometry();
    // The same voxels with the first axis running to the right.
    ObliqueGeometry flipped{g.size, {}, g.toPatient(g.size[0] - 1, 0, 0)};
    flipped.steps.columns = {Vec3{-g.spacing.x, 0, 0}, Vec3{0, g.spacing.y, 0},
                             Vec3{0, 0, g.spacing.z}};
    std::vector<std::uint8_t> voxels;
    for (int k = 0; k < g.size[2]; ++k)
      for (int j = 0; j < g.size[1]; ++j)
        for (int i = g.size[0] - 1; i >= 0; --i) voxels.push_back(mask.at(i, j, k));
    QCOMPARE(onPaperGrid(boneShares(flipped, voxels, frameOf(s))),
             onPaperGrid(boneShares(mask, frameOf(s))));
  }
  void emptyStaysEmpty() {
    const BinaryVolume nothing(Geometry{{8, 8, 8}, {1, 1, 1}, {}}, std::vector<std::uint8_t>(512));
    const auto voxels = onPaperGrid(boneShares(nothing, HeadFrame{}));
    QCOMPARE(voxels, std::vector<std::uint8_t>(paperGrid().count(), 0));
  }
};

BREGMA_TEST(PaperGridTest, QCoreApplication);
#include "paper_grid_test.moc"
