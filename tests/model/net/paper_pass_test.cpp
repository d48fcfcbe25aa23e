#include "model/net/paper_pass.hpp"

#include <QtTest>

#include "model/net/paper_torch.hpp"
#include "tests/model/net/paper_sample.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

double largestDifference(std::span<const float> a, std::span<const float> b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, double(std::abs(a[i] - b[i])));
  return most;
}

}  // namespace

class PaperPassTest : public QObject {
  Q_OBJECT
  const std::vector<float> parameters_ = paperParametersOf(3);
  const PaperSample sample_{0};

 private Q_SLOTS:
  void answersAsLibTorchDoes() {
    PaperPass pass;
    pass.setParameters(parameters_);
    pass.forward(sample_.defective);
    const auto mine = pass.probabilities();
    const auto theirs = PaperTorch(parameters_, false).probabilities(sample_.defective);
    QCOMPARE(mine.size(), paperVoxels);
    const auto [low, high] = std::ranges::minmax(mine);
    QVERIFY(low > 0 && high < 1 && high - low > 0.05f);  // it says something
    QVERIFY(largestDifference(mine, theirs) < 1e-5);
  }
  void gradientsAreLibTorchs() {
    const PaperSample other(3);
    std::vector<std::uint8_t> inputs = sample_.defective, truths = sample_.complete;
    inputs.insert(inputs.end(), other.defective.begin(), other.defective.end());
    truths.insert(truths.end(), other.complete.begin(), other.complete.end());
    const float scale = 1 / (2.0f * float(paperVoxels));
    std::vector<float> theirs(paperParameters), mine(paperParameters);
    const double loss = PaperTorch(parameters_, false).gradient(inputs, truths, scale, theirs);
    PaperPass pass;
    pass.setParameters(parameters_);
    double sum = 0;
    for (const PaperSample* sample : {&sample_, &other}) {
      pass.forward(sample->defective);
      sum += pass.backward(sample->complete, scale, mine);
    }
    QVERIFY(std::abs(sum - loss) < 1e-5 * loss);
    for (std::size_t i = 0; i < paperLayers.size(); ++i) {
      const std::size_t at = paperOffset(i), n = paperLayers[i].parameterCount();
      const auto a = std::span(mine).subspan(at, n), b = std::span(theirs).subspan(at, n);
      float most = 0;
      for (const float g : b) most = std::max(most, std::abs(g));
      QVERIFY2(most > 1e-7f, paperLayers[i].name);  // every layer learns
      // Under the first pooling equal voxels abound, and rounding decides which of them is taken.
      const double allowed = i == 0 ? 1e-3 : 1e-5;
      QVERIFY2(largestDifference(a, b) < allowed * double(most), paperLayers[i].name);
    }
  }
  void everyProcessorComputesTheSame() {
    PaperPass fast, portable(portableVoxelKernels());
    std::vector<float> a(paperParameters), b(paperParameters);
    for (auto [pass, gradient] : {std::pair{&fast, &a}, std::pair{&portable, &b}}) {
      pass->setParameters(parameters_);
      pass->forward(sample_.defective);
      pass->backward(sample_.complete, 1 / float(paperVoxels), *gradient);
    }
    const float most = std::ranges::max(a);
    QVERIFY(largestDifference(a, b) < 1e-4 * double(most));
  }
  void aPassIsNotTouchedByTheOneBefore() {
    const PaperSample other(5);
    PaperPass used, fresh;
    std::vector<float> a(paperParameters), b(paperParameters);
    used.setParameters(paperParametersOf(9));
    used.forward(other.defective);
    used.backward(other.complete, 1, a);
    std::ranges::fill(a, 0.0f);
    for (auto [pass, gradient] : {std::pair{&used, &a}, std::pair{&fresh, &b}}) {
      pass->setParameters(parameters_);
      pass->forward(sample_.defective);
      pass->backward(sample_.complete, 1, *gradient);
    }
    QVERIFY(a == b);
  }
  void crossEntropyIsRightFarFromHalf() {
    // All weights zero: every logit is the last bias.
    std::vector<float> constant(paperParameters, 0);
    for (const float logit : {-60.0f, -3.0f, 0.0f, 4.0f, 60.0f}) {
      constant.back() = logit;
      PaperPass pass;
      pass.setParameters(constant);
      pass.forward(sample_.defective);
      double expected = 0;
      for (const auto t : sample_.complete)
        expected += std::log1p(std::exp(-std::abs(double(logit)))) + std::max(double(logit), 0.0) -
                    double(logit) * t;
      const double found = pass.crossEntropy(sample_.complete);
      QVERIFY2(std::abs(found - expected) <= 2e-6 * expected + 0.1,
               qPrintable(QString::number(found)));
      QVERIFY(std::abs(pass.probabilities()[0] - 1 / (1 + std::exp(-logit))) < 1e-6f);
    }
  }
};

BREGMA_TEST(PaperPassTest, QCoreApplication);
#include "paper_pass_test.moc"
