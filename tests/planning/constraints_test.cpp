#include "planning/constraints.hpp"

#include <QCoreApplication>
#include <QTest>
#include <set>

#include "tests/room.hpp"

using namespace bregma;

namespace {

/// An implant that keeps every limit of the default plan.
ImplantReview sound() {
  ImplantReview review;
  review.volumeMm3 = 20000;
  review.thicknessMinMm = review.medialMinMm = 3.4;
  review.thicknessMeanMm = review.medialMeanMm = 5;
  review.gapMinMm = 0.45;
  review.gapMeanMm = 0.5;
  review.gapP95Mm = 0.6;
  review.rimStepP95Mm = 0.3;
  review.largestDimensionMm = 90;
  review.brainSideMm = 0.1;
  review.middle = {1, 2, 3};
  return review;
}

const Constraint* find(const std::vector<Constraint>& all, Measure measure) {
  const auto found = std::ranges::find(all, measure, &Constraint::measure);
  return found == all.end() ? nullptr : &*found;
}

ConstraintState stateOf(const ImplantReview& review, Measure measure, const Plan& plan = {}) {
  const std::vector<Constraint> all = constraintsOf(review, plan);
  const Constraint* constraint = find(all, measure);
  return constraint ? constraint->state : throw std::runtime_error("not measured");
}

}  // namespace

class ConstraintsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aSoundImplantKeepsThemAll() {
    for (const Constraint& c : constraintsOf(sound(), {}))
      QVERIFY2(c.state == ConstraintState::Ok, nameOf(c.measure).data());
  }
  void eachMeasureHasAName() {
    std::set<std::string_view> names;
    for (int i = 0; i <= int(Measure::Cement); ++i) names.insert(nameOf(Measure(i)));
    QCOMPARE(names.size(), std::size_t(Measure::Cement) + 1);
    QVERIFY(!names.contains(""));
  }
  void warnsThenTurnsRed_data() {
    QTest::addColumn<int>("measure");
    QTest::addColumn<double>("fine");
    QTest::addColumn<double>("warns");
    QTest::addColumn<double>("red");
    const auto row = [](Measure measure, double fine, double warns, double red) {
      QTest::newRow(nameOf(measure).data()) << int(measure) << fine << warns << red;
    };
    row(Measure::ThicknessMin, 3, 2.9, 1.9);
    row(Measure::MedialMin, 3, 2.9, 1.9);
    row(Measure::GapMin, 0.41, 0.39, 0.2);
    row(Measure::Overlap, 0, 0.1, 30);
    row(Measure::RimStep, 0.6, 0.7, 1.6);
    row(Measure::Undercut, 1, 2, 26);
    row(Measure::BrainSide, -0.4, -0.6, -2.1);
  }
  void warnsThenTurnsRed() {
    QFETCH(int, measure);
    QFETCH(double, fine);
    QFETCH(double, warns);
    QFETCH(double, red);
    for (const auto& [value, state] : {std::pair(fine, ConstraintState::Ok),
                                       {warns, ConstraintState::Warn},
                                       {red, ConstraintState::Red}}) {
      ImplantReview review = sound();
      switch (Measure(measure)) {
        case Measure::ThicknessMin: review.thicknessMinMm = value; break;
        case Measure::MedialMin: review.medialMinMm = value; break;
        case Measure::GapMin: review.gapMinMm = value; break;
        case Measure::Overlap: review.overlapMm3 = value; break;
        case Measure::RimStep: review.rimStepP95Mm = value; break;
        case Measure::Undercut: review.undercutMm2 = value; break;
        default: review.brainSideMm = value; break;
      }
      QCOMPARE(stateOf(review, Measure(measure)), state);
    }
  }
  void limitsFollowThePlan() {
    Plan plan;
    plan.vault.minThicknessMm = 4;
    QCOMPARE(stateOf(sound(), Measure::ThicknessMin, plan), ConstraintState::Warn);
    plan = {};
    plan.mold.bedMm = 95;
    QCOMPARE(stateOf(sound(), Measure::LargestDimension, plan), ConstraintState::Warn);
    plan = {};
    plan.implant.gapMm = 1;
    QCOMPARE(stateOf(sound(), Measure::GapMin, plan), ConstraintState::Red);
  }
  void gapsOfTheirOwnWidenTheLimits() {
    Plan plan;
    plan.implant.gapRegions.push_back({.center = {}, .radiusMm = 20, .gapMm = 2});
    ImplantReview review = sound();
    review.gapMeanMm = 1.2;
    review.gapP95Mm = 2.3;
    QCOMPARE(stateOf(review, Measure::GapMean, plan), ConstraintState::Ok);
    QCOMPARE(stateOf(review, Measure::GapP95, plan), ConstraintState::Ok);
    QCOMPARE(stateOf(review, Measure::GapMean), ConstraintState::Warn);
    plan.implant.gapRegions.front().gapMm = 0.2;
    review.gapMinMm = 0.15;
    QCOMPARE(stateOf(review, Measure::GapMin, plan), ConstraintState::Ok);
  }
  void whatStopsOnTheWayInIsRed() {
    ImplantReview review = sound();
    review.stoppedMm = 0.3;
    QCOMPARE(stateOf(review, Measure::Insertion), ConstraintState::Red);
  }
  void holesAreToldWhereThereAreSome() {
    ImplantReview review = sound();
    QVERIFY(!find(constraintsOf(review, {}), Measure::HoleToRim));
    review.holes = 4;
    review.holeToRimMm = 7;
    review.holePlace = Vec3{7, 8, 9};
    const auto all = constraintsOf(review, {});
    const Constraint* hole = find(all, Measure::HoleToRim);
    QVERIFY(hole && hole->state == ConstraintState::Warn && hole->place == Vec3(7, 8, 9));
  }
  void aPlaceIsAlwaysThere() {
    ImplantReview review = sound();
    review.gapMinPlace = Vec3{4, 5, 6};
    const auto all = constraintsOf(review, {});
    QVERIFY(find(all, Measure::GapMin)->place == Vec3(4, 5, 6));
    QVERIFY(find(all, Measure::Volume)->place == review.middle);
  }
  void cementIsAFifthMoreThanTheVolume() {
    // 20 cm³ of 1.19 g/cm³.
    QVERIFY(std::abs(cementGrams(20000) - 1.2 * 23.8) < 1e-9);
    ImplantReview review = sound();
    review.volumeMm3 = 50000;
    QCOMPARE(stateOf(review, Measure::Cement), ConstraintState::Warn);  // more than one package
  }
};

BREGMA_TEST(ConstraintsTest, QCoreApplication);
#include "constraints_test.moc"
