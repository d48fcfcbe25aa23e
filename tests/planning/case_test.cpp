#include "planning/case.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "model/io/align.hpp"
#include "model/io/image_file.hpp"
#include "model/phantom.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

class CaseTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  fs::path input_;

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings settings;
    settings.spacing = {1.5, 1.5, 1.5};
    const BinaryVolume mask = phantomMask(settings);
    input_ = fs::path(folder_.path().toStdString()) / "phantom.nrrd";
    writeMaskNrrd(input_, obliqueFrom(mask.geometry()), mask.voxels());
  }

  void runsOnceAndKnowsWhatIsFresh() {
    Case c(input_, {});
    QVERIFY(c.state(Step::Import) == StepState::Missing);
    std::vector<Step> done;
    c.run(Step::Vault, {}, [&](const StepReport& r) {
      if (!r.reused) done.push_back(r.step);
    });
    QVERIFY((done == std::vector{Step::Import, Step::Bone, Step::Head, Step::Defect, Step::Vault}));
    QVERIFY(c.state(Step::Vault) == StepState::Ready);
    QVERIFY(c.state(Step::Implant) == StepState::Missing);
    done.clear();
    c.run(Step::Vault, {}, [&](const StepReport& r) {
      if (!r.reused) done.push_back(r.step);
    });
    QVERIFY(done.empty());
  }

  void editsMakeStaleAndUndoMakesFresh() {
    Plan plan;
    plan.vault.method = VaultMethod::Spline;
    Case c(input_, plan);
    c.run(Step::Vault);
    const auto spline = c.vault();
    plan.vault.method = VaultMethod::Mirror;
    c.setPlan(plan);
    QVERIFY(c.state(Step::Defect) == StepState::Ready);
    QVERIFY(c.state(Step::Vault) == StepState::Stale);
    c.run(Step::Vault);
    QVERIFY(c.vault() != spline);
    plan.vault.method = VaultMethod::Spline;
    c.setPlan(plan);
    QVERIFY(c.state(Step::Vault) == StepState::Ready);
    QVERIFY(c.vault() == spline);
  }

  void aCopyRunsElsewhereAndIsAdopted() {
    Case shown(input_, {});
    Case copy = shown;
    copy.run(Step::Defect);
    QVERIFY(shown.state(Step::Defect) == StepState::Missing);
    shown.adopt(copy);
    QVERIFY(shown.state(Step::Defect) == StepState::Ready);
    QVERIFY(shown.defects() == copy.defects());
  }

  void cancelKeepsFinishedSteps() {
    Case c(input_, {});
    std::stop_source stop;
    bool cancelled = false;
    try {
      c.run(Step::Mold, Progress(stop.get_token(), {}), [&](const StepReport& r) {
        if (r.step == Step::Bone) stop.request_stop();
      });
    } catch (const Cancelled&) {
      cancelled = true;
    }
    QVERIFY(cancelled);
    QVERIFY(c.state(Step::Bone) == StepState::Ready);
    QVERIFY(c.state(Step::Defect) == StepState::Missing);
  }

  void planOfAnotherInputIsRefused() {
    Plan plan;
    plan.inputSha256 = std::string(64, '0');
    Case c(input_, plan);
    try {
      c.run(Step::Bone);
      QFAIL("ran a plan that was made for another input");
    } catch (const Error& e) {
      QVERIFY(e.code == ErrorCode::InputChanged);
    }
  }

  void exportWritesCheckedFilesOnly() {
    Case c(input_, {});
    const fs::path folder = fs::path(folder_.path().toStdString()) / "case";
    c.setFolder(folder);
    c.run(Step::Export);
    for (const char* name : {"plan.json", "export/implant.stl", "export/mold-outer.stl",
                             "export/mold-inner.stl", "export/report.json"})
      QVERIFY2(fs::exists(folder / name), name);
    for (const auto& file : c.exported()->files) QCOMPARE(file.sha256.size(), std::size_t(64));
    int others = 0;
    for (const auto& entry : fs::directory_iterator(folder.parent_path()))
      others += entry.path().filename().string().find("part") != std::string::npos;
    QCOMPARE(others, 0);
  }
};

BREGMA_TEST(CaseTest, QCoreApplication);
#include "case_test.moc"
