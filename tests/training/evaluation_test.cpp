#include "training/evaluation.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"

using namespace bregma;
namespace fs = std::filesystem;

class EvaluationTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::vector<HeadFiles> heads_;

 private Q_SLOTS:
  void initTestCase() {
    const fs::path data = folder_.path().toStdString();
    PhantomSettings holed = intactHead();
    holed.hole = true;
    writePhantomMask(data / "complete_skull/1.nrrd", intactHead());
    writePhantomMask(data / "defective_skull/1.nrrd", holed);
    writePhantomMask(data / "complete_skull/2.nrrd", intactHead());  // no official defect
    heads_ = headsIn(data);
  }
  void benchmarkDefectsCoverTheirClasses() {
    std::set<std::string> classes;
    for (int position = 0; position < 12; ++position) {
      std::set<std::string> names;
      for (const BenchmarkDefect& defect : benchmarkDefects(position)) {
        QVERIFY(names.insert(defect.name).second);
        classes.insert(defect.classes.begin(), defect.classes.end());
      }
      QCOMPARE(names.size(), std::size_t(23));
    }
    for (const char* name :
         {"clean-40", "clean-120", "healed-60", "healed-60to100", "site-left", "site-bilateral",
          "healed-site-midline", "mask-cylinder", "share-05", "share-35"})
      QVERIFY2(classes.contains(name), name);
  }
  void aPhantomIsCompletedWell() {
    EvaluationSettings settings;
    settings.methods = {VaultMethod::Spline, VaultMethod::Mirror};
    const auto scores = evaluate(heads_, {heads_[0]}, settings);
    QCOMPARE(scores.size(), std::size_t(2));
    for (const CaseScore& s : scores) {
      QVERIFY2(s.failure.empty(), s.failure.c_str());
      QVERIFY2(s.comparison.dsc > 0.93, QByteArray::number(s.comparison.dsc));
      QVERIFY2(s.shell.outerMeanMm < 0.4, QByteArray::number(s.shell.outerMeanMm));
      QVERIFY2(s.errorRatePaperPercent < 20, QByteArray::number(s.errorRatePaperPercent));
      QVERIFY(s.seconds > 0 && s.runSeconds == 0);
      QVERIFY2(std::abs(s.diameterMm - 60) < 8, QByteArray::number(s.diameterMm));
    }
  }
  void aHeadWithoutADefectIsAFailureOfAll() {
    EvaluationSettings settings;
    settings.methods = {VaultMethod::Spline, VaultMethod::Mirror};
    int told = 0;
    const auto scores =
        evaluate(heads_, {heads_[1]}, settings, {}, [&](const CaseScore&) { ++told; });
    QCOMPARE(scores.size(), std::size_t(2));
    QCOMPARE(told, 2);
    QVERIFY(!scores[0].failure.empty() && scores[0].comparison.dsc == 0);
  }
  void syntheticDefectsDoNotDependOnWhatElseIsMeasured() {
    EvaluationSettings settings;
    settings.methods = {VaultMethod::Spline};
    settings.synthetic = true;
    settings.classes = {"clean-60"};
    const auto both = evaluate(heads_, heads_, settings);
    QCOMPARE(both.size(), std::size_t(2));
    settings.jobs = 2;
    const auto one = evaluate(heads_, {heads_[1]}, settings);
    QCOMPARE(one.size(), std::size_t(1));
    const auto same = std::ranges::find(both, std::string("2"), &CaseScore::head);
    QVERIFY(same != both.end());
    QCOMPARE(one[0].comparison.dsc, same->comparison.dsc);
    QVERIFY2(std::abs(one[0].diameterMm - 60) < 3, QByteArray::number(one[0].diameterMm));
    settings.seed = 2;
    QVERIFY(evaluate(heads_, {heads_[1]}, settings)[0].comparison.dsc != one[0].comparison.dsc);
  }
  void wholeRunsAreTimed() {
    EvaluationSettings settings;
    settings.methods = {VaultMethod::Spline};
    settings.last = Step::Implant;
    const auto scores = evaluate(heads_, {heads_[0]}, settings);
    QVERIFY2(scores[0].failure.empty(), scores[0].failure.c_str());
    QVERIFY(scores[0].runSeconds > scores[0].seconds);
  }
  void canBeCancelled() {
    EvaluationSettings settings;
    settings.methods = {VaultMethod::Spline};
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_EXCEPTION_THROWN(evaluate(heads_, heads_, settings, {stop.get_token(), {}}), Cancelled);
  }
};

BREGMA_TEST(EvaluationTest, QCoreApplication);
#include "evaluation_test.moc"
