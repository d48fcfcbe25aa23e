#include "model/net/paper_torch.hpp"

#include <QtTest>
#include <cmath>

#include "tests/model/net/paper_sample.hpp"
#include "tests/room.hpp"

using namespace bregma;

class PaperTorchTest : public QObject {
  Q_OBJECT
  const std::vector<float> parameters_ = paperParametersOf(3);
  const PaperSample sample_{0};

 private Q_SLOTS:
  void isThePublishedNetwork() {
    const PaperShape shape = PaperTorch(parameters_, false).shape();
    QCOMPARE(shape.parameters, 8269);
    QCOMPARE(shape.convolutions, 12);
    QCOMPARE(shape.skips, paperSkips);
    QCOMPARE(shape.grids.size(), std::size_t(12));
    const std::array<int, 3> full{112, 112, 40}, small{28, 28, 10}, smallest{14, 14, 5};
    QVERIFY(shape.grids.front() == full && shape.grids.back() == full);
    QVERIFY(shape.grids[2] == small);  // before the dilated layers
    for (std::size_t i = 3; i < 9; ++i) QVERIFY(shape.grids[i] == smallest);
  }
  void severalSamplesAreAnsweredEachOnItsOwn() {
    const PaperTorch network(parameters_, false);
    const PaperSample other(5);
    std::vector<std::uint8_t> both = sample_.defective;
    both.insert(both.end(), other.defective.begin(), other.defective.end());
    const auto together = network.probabilities(both);
    const auto first = network.probabilities(sample_.defective);
    const auto second = network.probabilities(other.defective);
    QCOMPARE(together.size(), 2 * paperVoxels);
    for (std::size_t i = 0; i < paperVoxels; ++i) {
      QVERIFY(first[i] > 0 && first[i] < 1);
      QVERIFY(std::abs(together[i] - first[i]) < 1e-6f);
      QVERIFY(std::abs(together[paperVoxels + i] - second[i]) < 1e-6f);
    }
  }
  // A small step along the gradient changes the loss by its length; what was there is added to.
  void theGradientIsTheLossesSlope() {
    std::vector<float> gradient(paperParameters, 1.0f);
    const double loss =
        PaperTorch(parameters_, false).gradient(sample_.defective, sample_.complete, 1, gradient);
    double squares = 0;
    for (float& g : gradient) {
      g -= 1;
      squares += double(g) * g;
    }
    QVERIFY(squares > 0);
    const double rise = 0.005 * loss;
    const auto lossAt = [&](double way) {
      std::vector<float> moved = parameters_, unused(paperParameters);
      for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] += float(way * rise / squares * double(gradient[i]));
      return PaperTorch(moved, false).gradient(sample_.defective, sample_.complete, 1, unused);
    };
    const double found = (lossAt(1) - lossAt(-1)) / 2;
    QVERIFY2(std::abs(found - rise) < 0.02 * rise,
             qPrintable(QString("%1, not %2").arg(found).arg(rise)));
  }
};

BREGMA_TEST(PaperTorchTest, QCoreApplication);
#include "paper_torch_test.moc"
