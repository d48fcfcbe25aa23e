#include "planning/head_modes.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <functional>
#include <numbers>

#include "tests/planning/egg_prior.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

using HeadShape = std::function<double(const Vec3&)>;
// What heads differ by: width, length, width behind, width on top.
const std::vector<HeadShape> headShapes{
    [](const Vec3& d) { return d.x * d.x; }, [](const Vec3& d) { return d.y * d.y; },
    [](const Vec3& d) { return d.x * d.x * d.y; }, [](const Vec3& d) { return d.x * d.x * d.z; }};
constexpr double usualMm = 4;  // standard deviation of each, where it is largest

VaultPrior modalPrior() {
  VaultPrior prior = eggPrior();
  const Chart chart{prior.size, prior.maxPolarRad};
  prior.modes.clear();
  prior.variances.clear();
  for (const HeadShape& shape : headShapes) {
    std::vector<float> mode;
    double squares = 0;
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        if (!prior.region[std::size_t(row) * prior.size + column]) continue;
        mode.push_back(float(shape(chart.direction(column, row))));
        squares += double(mode.back()) * mode.back();
      }
    for (float& v : mode) v /= float(std::sqrt(squares));
    mode.resize(2 * mode.size(), 0);
    prior.modes.push_back(std::move(mode));
    prior.variances.push_back(float(usualMm * usualMm * squares));
  }
  return prior;
}

// The outer table of a head of that shape, without what lies on its left before `behind`.
std::vector<Vec3> shapedPoints(const std::vector<double>& mm, const HeadFrame& frame, double scale,
                               double behind = 0.6) {
  const VaultPrior prior = eggPrior();
  const Chart chart{48, prior.maxPolarRad};
  std::vector<Vec3> points;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const Vec3 d = chart.direction(column, row);
      if (chart.polarRad(column, row) > 1.8 || (d.x > 0 && d.y < behind)) continue;
      double radius = 75 + 12 * d.y * d.y + 4 * d.y - 5 * d.z * d.z;
      for (std::size_t k = 0; k < headShapes.size(); ++k) radius += mm[k] * headShapes[k](d);
      points.push_back(frame.toPatient(d * (scale * radius)));
    }
  return points;
}

double angleDeg(const HeadFrame& a, const HeadFrame& b) {
  const Mat3 turn = transposed(a.patientFromHead) * b.patientFromHead;
  const double trace = turn.columns[0].x + turn.columns[1].y + turn.columns[2].z;
  return std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0)) * 180 / std::numbers::pi;
}

HeadFrame beside(const HeadFrame& frame, double deg) {
  HeadFrame out = frame;
  const double rad = deg * std::numbers::pi / 180;
  out.center = frame.toPatient({1, -1, 1});
  out.patientFromHead = frame.patientFromHead * rotation({1, 0, 0}, rad) *
                        rotation({0, 1, 0}, -rad) * rotation({0, 0, 1}, rad);
  return out;
}

}  // namespace

class HeadModesTest : public QObject {
  Q_OBJECT
  const VaultPrior prior_ = modalPrior();
  const HeadFrame truth_ = [] {
    HeadFrame frame;
    frame.center = {10, -20, 30};
    frame.patientFromHead = rotation({0, 0, 1}, 0.2);
    return frame;
  }();

 private Q_SLOTS:
  // Whole, and without most of one side; its shape is nobody's mean.
  void aHeadThatIsNotTypicalIsFoundAsItLies() {
    for (const std::vector<double>& mm : {std::vector<double>{3, 5, 0, 0}, {5, 0, -4, 2}})
      for (const double behind : {-2.0, 0.6}) {
        const auto points = shapedPoints(mm, truth_, 1.04, behind);
        const HeadFrame start = beside(truth_, 1.5);
        TypicalFit fit{start, 1};
        for (int round = 0; round < 3; ++round) fit = fitPointsToModes(points, fit, prior_);
        const Mat3 turn = transposed(truth_.patientFromHead) * fit.frame.patientFromHead;
        QVERIFY2(std::abs(turn.columns[1].z) < 0.3 * std::numbers::pi / 180,
                 qPrintable(QString::number(turn.columns[1].z)));
        // One side alone tells little of roll and turn.
        QVERIFY(angleDeg(fit.frame, truth_) < angleDeg(start, truth_) * (behind > 0 ? 0.75 : 0.3));
        QVERIFY(length(fit.frame.center - truth_.center) < 0.7);
        QVERIFY2(std::abs(fit.scale - 1.04) < 0.015, qPrintable(QString::number(fit.scale)));
      }
  }

  // A piece that stands off as no head does, as a healed or a wrong rim, moves it little.
  void whatNoHeadIsLikeCountsLittle() {
    auto points = shapedPoints({0, 0, 0, 0}, truth_, 1);
    for (Vec3& p : points)
      if (const Vec3 head = truth_.toHead(p); head.x < -40 && head.y < 0)
        p = truth_.toPatient(head * 1.15);
    TypicalFit fit = fitPointsToModes(points, {truth_, 1}, prior_);
    QVERIFY2(angleDeg(fit.frame, truth_) < 0.7,
             qPrintable(QString::number(angleDeg(fit.frame, truth_))));
  }

  void theStartIsTrustedWhereNothingSpeaksAgainstIt() {
    const TypicalFit start{beside(truth_, 3), 1.1};
    const TypicalFit fit = fitPointsToModes({}, start, prior_);
    QVERIFY(angleDeg(fit.frame, start.frame) < 1e-5 && fit.scale == start.scale);
    // The little that is left of this head would be met at many a turn.
    const TypicalFit few = fitPointsToModes(shapedPoints({0, 0, 0, 0}, truth_, 1, 1.0),
                                            {beside(truth_, 1), 1}, prior_);
    QVERIFY(angleDeg(few.frame, truth_) < 2.5 && length(few.frame.center - truth_.center) < 3);
  }

  void theLessFreeTheLessItMoves() {
    const auto points = shapedPoints({3, 5, 0, 0}, truth_, 1.04);
    const TypicalFit start{beside(truth_, 1.5), 1};
    double last = 0;
    for (const double freedom : {0.02, 0.2, 1.0}) {
      const TypicalFit fit = fitPointsToModes(points, start, prior_, freedom);
      const double moved = vertexMovedMm(start.frame, fit.frame);
      QVERIFY(moved > last);
      last = moved;
      if (freedom < 0.1) QVERIFY(moved < 0.2);
    }
  }

  // Half a vault says where the head lies; one that lacks little leaves that to the mirror plane.
  void theStartStaysWhereLittleIsMissing() {
    const auto shelled = [](double behind) {
      const Geometry g{{110, 120, 75}, {2, 2, 2}, {-110, -120, -40}};
      std::vector<std::int16_t> hu;
      for (int k = 0; k < g.size[2]; ++k)
        for (int j = 0; j < g.size[1]; ++j)
          for (int i = 0; i < g.size[0]; ++i) {
            const Vec3 p = g.toPatient(i, j, k), d = normalized(p + Vec3{1e-9, 0, 0});
            const double deep = 75 + 12 * d.y * d.y + 4 * d.y - 5 * d.z * d.z - length(p);
            const bool open = d.x > 0 && d.y < behind;
            hu.push_back(!open && deep > 0 && deep < 6 ? 1000 : -1000);
          }
      return CtVolume(g, std::move(hu));
    };
    for (const auto& [behind, stays] : {std::pair{-0.9, true}, std::pair{0.6, false}}) {
      const CtVolume ct = shelled(behind);
      std::vector<std::uint8_t> voxels;
      for (const std::int16_t hu : ct.voxels()) voxels.push_back(hu > 0);
      const BinaryVolume mask(ct.geometry(), std::move(voxels));
      const TypicalFit start{beside(HeadFrame{}, 1.5), 1};
      const TypicalFit fit = fitToModes(BoneField(ct, mask, 0), start, prior_);
      const double moved = vertexMovedMm(start.frame, fit.frame);
      QVERIFY2(stays ? moved == 0 : moved > 0.3, qPrintable(QString::number(moved)));
    }
  }

  void staysWhereItIsRight() {
    const auto points = shapedPoints({0, 0, 0, 0}, truth_, 1);
    const TypicalFit fit = fitPointsToModes(points, {truth_, 1}, prior_);
    QVERIFY(vertexMovedMm(fit.frame, truth_) < 0.15 && std::abs(fit.scale - 1) < 1e-3);
  }
};

BREGMA_TEST(HeadModesTest, QCoreApplication);
#include "head_modes_test.moc"
