#include "planning/vault_methods.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <string>

#include "phantom_case.hpp"
#include "planning/vault_prior_fit.hpp"
#include "planning/vault_uncertainty.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr VaultMethod allMethods[]{VaultMethod::Network, VaultMethod::Paper, VaultMethod::Spline,
                                   VaultMethod::Mirror};

// Unknown rays of sound bone right beside what is believed.
std::vector<std::size_t> edgeOf(const RimMaps& rim) {
  const ChartMask beside = dilated(rim.known, rim.size, 1);
  std::vector<std::size_t> edge;
  for (std::size_t i = 0; i < beside.size(); ++i)
    if (beside[i] && rim.unknown[i] && rim.sound[i]) edge.push_back(i);
  return edge;
}

}  // namespace

class VaultMethodsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyFillIsFlush() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const VaultGround ground = vaultGround(defects);
    const auto edge = edgeOf(ground.problem.rim);
    QVERIFY(edge.size() > 10);
    for (const VaultMethod method : allMethods) {
      const VaultAnswer answer = answerOf(method, ground, c.bone, defects, c.frame);
      double off = 0;
      for (const std::size_t i : edge)
        off += std::abs(answer.fill.outer[i] - ground.problem.rim.outer[i]);
      const std::string told =
          std::string(nameOf(method)) + ": " + std::to_string(off / double(edge.size()));
      QVERIFY2(off / double(edge.size()) < 0.4, told.c_str());
    }
  }

  void theLearnedAnswerIsTheSurest() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const VaultGround ground = vaultGround(defects);
    const auto meanBand = [&](VaultMethod method) {
      const VaultAnswer answer = answerOf(method, ground, c.bone, defects, c.frame);
      return meanOverFill(ground.problem.rim, defects.fields.chart, answer.fill.outer, answer.band);
    };
    const double learned = meanBand(VaultMethod::Network);
    QVERIFY(learned > 0);
    for (const auto method : {VaultMethod::Spline, VaultMethod::Mirror, VaultMethod::Paper})
      QVERIFY(meanBand(method) > learned);
  }

  // What is left of a healed rim tells less of the thickness than what heads have.
  void aHealedRimLeavesTheThicknessToThePrior() {
    const PhantomCase c;
    const Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    VaultGround ground = vaultGround(defects);
    const RimMaps& rim = ground.problem.rim;
    const ChartImage probable = mostProbableVault(rim, ground.prior).thickness;
    // Beside the rim its correction, the same in both, is larger than the share.
    const ChartMask middle = eroded(rim.unknown, rim.size, 12);
    const auto offAt = [&](double remodelledPercent) {
      ground.problem.rim.remodelledPercent = remodelledPercent;
      const VaultFill fill = answerOf(VaultMethod::Network, ground, c.bone, defects, c.frame).fill;
      double off = 0;
      for (std::size_t i = 0; i < middle.size(); ++i)
        if (middle[i]) off += std::abs(fill.thickness[i] - probable[i]);
      return off;
    };
    const double cut = offAt(0), healed = offAt(50);
    QVERIFY2(cut > 0 && healed < 0.7 * cut, qPrintable(QString::number(healed / cut)));
  }

  // A flat dent that reaches the opening: the fill's edge follows it, its middle does not.
  void theEdgeFollowsADent() {
    const PhantomCase c;
    Defects defects = findDefects(c.scan, c.bone, c.frame, {});
    const VaultGround before = vaultGround(defects);
    const int n = defects.fields.chart.size;
    const auto edge = edgeOf(before.problem.rim);
    const std::size_t place = edge.front();
    const int row = int(place) / before.problem.n * 2, column = int(place) % before.problem.n * 2;
    for (int r = 0; r < n; ++r)
      for (int k = 0; k < n; ++k)
        defects.fields.outer[std::size_t(r) * n + k] -=
            float(1.2 * std::exp(-(std::pow(r - row, 2) + std::pow(k - column, 2)) / (2 * 64)));
    const VaultGround after = vaultGround(defects);
    const auto fillOf = [&](const VaultGround& ground) {
      return answerOf(VaultMethod::Spline, ground, c.bone, defects, c.frame).fill.outer;
    };
    const ChartImage flat = fillOf(before), dented = fillOf(after);
    QVERIFY(flat[place] - dented[place] > 0.4f);
    const auto middle = defects.fields.chart.pixelOf(c.frame.toHead(defects.regions[0].center));
    const std::size_t within =
        std::size_t(middle.row / 2) * before.problem.n + std::size_t(middle.column / 2);
    QVERIFY(std::abs(flat[within] - dented[within]) < 0.3f);
  }
};

BREGMA_TEST(VaultMethodsTest, QCoreApplication);
#include "vault_methods_test.moc"
