#include "planning/paper_vault.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "model/error.hpp"
#include "model/phantom.hpp"
#include "planning/bone.hpp"
#include "planning/defect.hpp"
#include "planning/vault.hpp"
#include "tests/room.hpp"

using namespace bregma;

class PaperVaultTest : public QObject {
  Q_OBJECT
  const PhantomSettings settings_;
  const HeadFrame frame_ = [this] {
    HeadFrame frame;
    frame.center = settings_.center;
    return frame;
  }();
  const Scan scan_ = [this] {
    Scan scan;
    scan.ct = phantomVolume(settings_);
    return scan;
  }();
  const Bone bone_ = segmentBone(scan_, {});
  const Defects defects_ = findDefects(scan_, bone_, frame_, {});
  const BoneShares shares_ = boneShares(bone_.mask, frame_);
  const std::vector<std::uint8_t> defective_ = onPaperGrid(shares_);

  // What a perfect network would say.
  std::vector<float> truth() const {
    PhantomSettings intact = settings_;
    intact.hole = false;
    const auto complete = onPaperGrid(boneShares(phantomMask(intact), frame_));
    return {complete.begin(), complete.end()};
  }

 private Q_SLOTS:
  void aPerfectAnswerBecomesTheTables() {
    const Chart& chart = defects_.fields.chart;
    const ShellFields shell = paperShellOf(truth(), defective_, shares_, chart);
    double outer = 0, thickness = 0, count = 0, missing = 0;
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column) {
        const std::size_t at = std::size_t(row) * chart.size + column;
        if (!defects_.regions.at(0).opening[at]) continue;
        ++count;
        if (std::isnan(shell.outer[at])) {
          ++missing;
          continue;
        }
        const auto point = [&](float radius) {
          return phantomDistance(settings_,
                                 frame_.toPatient(chart.direction(column, row) * double(radius)));
        };
        outer += std::abs(point(shell.outer[at]).outer);
        thickness += std::abs(point(shell.inner[at]).inner);
      }
    QVERIFY(count > 1000);
    QCOMPARE(missing, 0.0);
    QVERIFY2(outer / count < 0.5, QByteArray::number(outer / count));
    QVERIFY2(thickness / count < 0.5, QByteArray::number(thickness / count));
  }
  void whatIsBoneAlreadyIsNotTouched() {
    // An answer that would take all bone away completes nothing and removes nothing.
    const Chart& chart = defects_.fields.chart;
    const ShellFields shell =
        paperShellOf(std::vector<float>(defective_.size(), 0), defective_, shares_, chart);
    double error = 0, count = 0;
    for (std::size_t at = 0; at < shell.outer.size(); ++at) {
      if (chart.polarRad(double(at % chart.size), double(at / chart.size)) > 1.2) continue;
      if (std::isnan(defects_.fields.outer[at])) continue;
      error +=
          std::isnan(shell.outer[at]) || std::abs(shell.outer[at] - defects_.fields.outer[at]) > 1;
      ++count;
    }
    QVERIFY(count > 10000);
    QVERIFY2(error / count < 0.05, QByteArray::number(error / count));  // beside the opening
  }
  void withoutWeightsTheMethodSaysSo() {
    const QTemporaryDir empty;
    qputenv("BREGMA_NETWORKS", empty.path().toUtf8());
    try {
      completeVault(bone_, defects_, frame_, {.method = VaultMethod::Paper});
      QFAIL("completed without weights");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::NetworkMissing);
    }
    qunsetenv("BREGMA_NETWORKS");
  }
};

BREGMA_TEST(PaperVaultTest, QCoreApplication);
#include "paper_vault_test.moc"
