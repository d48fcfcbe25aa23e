#include "training/paper_learner.hpp"

#include <QCoreApplication>
#include <QtTest>
#include <thread>

#include "model/error.hpp"
#include "model/net/paper_layout.hpp"
#include "model/net/paper_weights.hpp"
#include "tests/room.hpp"
#include "training/random.hpp"

using namespace bregma;

namespace {

// Tilted slabs of bone with a hole, another one for each sample.
PaperBatch batchOf(int samples, std::uint64_t seed) {
  PaperBatch batch;
  batch.samples = samples;
  for (int s = 0; s < samples; ++s) {
    Random random(seed, std::uint64_t(s));
    const double tilt = random.between(-0.4, 0.4), height = random.between(12, 28);
    const double hx = random.between(30, 80), hy = random.between(30, 80);
    for (int z = 0; z < 40; ++z)
      for (int y = 0; y < 112; ++y)
        for (int x = 0; x < 112; ++x) {
          const bool bone = std::abs(z - height - tilt * (x - 56) * 0.5) < 1.5;
          batch.complete.push_back(bone);
          batch.defective.push_back(bone && std::hypot(x - hx, y - hy) > 15);
        }
  }
  return batch;
}

PaperBatch partOf(const PaperBatch& whole, int first, int count) {
  const auto cut = [&](const std::vector<std::uint8_t>& v) {
    const auto from = v.begin() + std::ptrdiff_t(std::size_t(first) * paperVoxels);
    return std::vector<std::uint8_t>(from, from + std::ptrdiff_t(std::size_t(count) * paperVoxels));
  };
  return {count, cut(whole.defective), cut(whole.complete)};
}

// Another one for each test process.
int quietPort() { return 20000 + int(QCoreApplication::applicationPid() % 20000); }

}  // namespace

class PaperLearnerTest : public QObject {
  Q_OBJECT
  const PaperBatch batch_ = batchOf(4, 1);

 private Q_SLOTS:
  void learns_data() {
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<double>("rate");
    QTest::newRow("adadelta") << "adadelta" << 1.0;
    QTest::newRow("adam") << "adam" << 0.01;
  }
  void learns() {
    QFETCH(QString, optimizer);
    QFETCH(double, rate);
    const auto learner = paperLearner({.optimizer = optimizer.toStdString(), .learningRate = rate});
    const double before = learner->judge(batch_).loss;
    double told = 0;
    for (int i = 0; i < 30; ++i) told = learner->learn(batch_, 4, false).loss;
    const Judgement after = learner->judge(batch_);
    QVERIFY2(after.loss < 0.95 * before, qPrintable(QString::number(after.loss / before)));
    QVERIFY(told < before && after.loss < told);
    QCOMPARE(after.errorRates.size(), std::size_t(4));
    for (const double r : after.errorRates) QVERIFY(r >= 0);
  }
  void threadsDoNotChangeTheWeights() {
    std::string first;
    for (const int threads : {1, 2, 3}) {
      const auto learner = paperLearner({.seed = 5, .threads = threads});
      for (int i = 0; i < 2; ++i) learner->learn(batch_, 4, false);
      if (first.empty()) first = learner->weights();
      QVERIFY(learner->weights() == first);
    }
    QVERIFY(paperLearner({.seed = 6})->weights() != paperLearner({.seed = 5})->weights());
  }
  void goesOnFromItsState() {
    for (const char* optimizer : {"adadelta", "adam"}) {
      const LearnerSettings settings{.optimizer = optimizer, .learningRate = 0.01};
      const auto whole = paperLearner(settings);
      for (int i = 0; i < 3; ++i) whole->learn(batch_, 4, false);
      const std::string state = whole->state();
      whole->learn(batch_, 4, false);
      const auto other = paperLearner(settings);
      other->restore(state);
      other->learn(batch_, 4, false);
      QVERIFY(other->weights() == whole->weights());
    }
  }
  void statesThatAreNoneAreRefused() {
    const auto learner = paperLearner({});
    const std::string state = learner->state(), weights = learner->weights();
    for (const std::string& bad : {std::string("none"), state.substr(0, state.size() / 2), weights})
      QVERIFY_THROWS_EXCEPTION(Error, learner->restore(bad));
    QVERIFY(learner->weights() == weights);
  }
  void aStopMakesNoStep() {
    const auto learner = paperLearner({});
    const std::string before = learner->weights();
    QVERIFY(learner->learn(batch_, 4, true).stopped);
    QVERIFY(learner->weights() == before);
  }
  void twoRanksGiveTheGradientsOfOne() {
    const std::vector<float> alone = paperLearner({})->gradient(batch_, 4);
    const auto single = paperLearner({});
    const LearnedStep expected = single->learn(batch_, 4, false);
    const int port = quietPort();
    std::array<std::vector<float>, 2> gradients;
    std::array<std::string, 2> weights, told;
    std::array<LearnedStep, 2> steps, stops;
    {
      std::vector<std::jthread> ranks;
      for (int rank = 0; rank < 2; ++rank)
        ranks.emplace_back([&, rank] {
          const auto at = std::size_t(rank);
          const auto learner = paperLearner(
              {.gpu = false, .rank = rank, .ranks = 2, .host = "127.0.0.1", .port = port});
          told[at] = learner->shared(rank == 0 ? std::string("from\0rank\xff", 10) : "other");
          // One sample on the first rank, three on the second.
          const PaperBatch part = rank == 0 ? partOf(batch_, 0, 1) : partOf(batch_, 1, 3);
          gradients[at] = learner->gradient(part, 4);
          steps[at] = learner->learn(part, 4, false);
          weights[at] = learner->weights();
          stops[at] = learner->learn(part, 4, rank == 1);
        });
    }
    QCOMPARE(told[1], std::string("from\0rank\xff", 10));
    QVERIFY(gradients[0] == gradients[1]);
    const float most = std::ranges::max(alone);
    for (std::size_t i = 0; i < alone.size(); ++i)
      QVERIFY(std::abs(gradients[0][i] - alone[i]) < 1e-5f * most);
    QVERIFY(weights[0] == weights[1]);
    QVERIFY(std::abs(steps[1].loss - expected.loss) < 1e-5 * expected.loss);
    QVERIFY(stops[0].stopped && stops[1].stopped);
  }
};

BREGMA_TEST(PaperLearnerTest, QCoreApplication);
#include "paper_learner_test.moc"
