#include "training/trainer.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <bit>
#include <cstring>
#include <numeric>
#include <set>

#include "model/error.hpp"
#include "model/io/read_file.hpp"
#include "model/io/write_file.hpp"
#include "tests/room.hpp"
#include "training/random.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

// A network of one number that learns the mean of what it is shown, with momentum; its validation
// loss is the distance to `goal`.
class OneNumber : public Learner {
 public:
  double value = 8, speed = 0, goal = 0;
  int steps = 0;

  LearnedStep learn(const PaperBatch& part, int, bool stop) override {
    if (stop) return {0, true};
    const double shown =
        std::accumulate(part.complete.begin(), part.complete.end(), 0.0) / part.samples;
    speed = 0.7 * speed + 0.01 * (shown - value);
    value += speed;
    ++steps;
    return {std::abs(shown - value), false};
  }
  std::vector<float> gradient(const PaperBatch&, int) override { return {}; }
  Judgement judge(const PaperBatch& samples) override {
    return {std::abs(value - goal), std::vector<double>(std::size_t(samples.samples), 0.5)};
  }
  std::string state() const override {
    std::string bytes(16, '\0');
    std::memcpy(bytes.data(), &value, 8);
    std::memcpy(bytes.data() + 8, &speed, 8);
    return bytes;
  }
  void restore(std::string_view state) override {
    std::memcpy(&value, state.data(), 8);
    std::memcpy(&speed, state.data() + 8, 8);
  }
  std::string weights() const override { return state().substr(0, 8); }
  std::string shared(const std::string& bytes) override { return bytes; }
  std::string device() const override { return "cpu"; }
};

PaperPair drawn(std::uint64_t index) {
  Random random(7, index);
  return {{0}, {std::uint8_t(random.below(10))}};
}

struct PulledPlug {};

NetworkCard card() {
  NetworkCard c;
  c.name = "paper";
  c.architecture = "paper-8269";
  c.data = "numbers";
  c.dataLicense = "none";
  c.trainingHeads = {"a", "b"};
  c.validationHeads = {"c"};
  c.seed = 7;
  return c;
}

}  // namespace

class TrainerTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path folder_;
  TrainerSettings settings_;

  NetworkCard run(OneNumber& learner, const SampleSource& source = drawn, Progress progress = {},
                  const std::function<void(const EpochReport&)>& onEpoch = {}) {
    return train(learner, source, drawn, card(), folder_, settings_, progress, onEpoch);
  }
  std::string weights() const {
    return readNetworkFile(folder_, readCard(folder_, "paper-8269"),
                           readCard(folder_, "paper-8269").files[0].name);
  }
  static ErrorCode codeOf(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.code;
    }
    return ErrorCode::PathMissing;
  }

 private Q_SLOTS:
  void init() {
    static int count = 0;
    folder_ = fs::path(temporary_.path().toStdString()) / std::to_string(++count);
    settings_ = {};
    settings_.epochs = 5;
    settings_.batch = 4;
    settings_.samplesPerEpoch = 40;
    settings_.validationSamples = 3;
    settings_.saveEverySeconds = 0;
  }

  void tellsOfEveryEpochAndWritesTheBest() {
    OneNumber learner;
    std::vector<EpochReport> reports;
    const NetworkCard written =
        run(learner, drawn, {}, [&](const EpochReport& r) { reports.push_back(r); });
    QCOMPARE(learner.steps, 50);
    QCOMPARE(reports.size(), std::size_t(5));
    for (int i = 0; i < 5; ++i) {
      QCOMPARE(reports[std::size_t(i)].epoch, i + 1);
      QCOMPARE(reports[std::size_t(i)].errorRatePercent, 50.0);
      QVERIFY(reports[std::size_t(i)].samplesPerSecond > 0);
      QVERIFY(reports[std::size_t(i)].networkShare > 0 &&
              reports[std::size_t(i)].networkShare <= 1);
    }
    QVERIFY(reports[3].secondsLeft > 0 && reports[4].secondsLeft == 0);
    QVERIFY(readCard(folder_, "paper-8269") == written);
    QCOMPARE(written.learningCurve.size(), std::size_t(5));
    QCOMPARE(written.learningCurve[2].validationLoss, reports[2].validationLoss);
    QCOMPARE(written.scores.at("validation_error_rate_percent"), 50.0);
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder_))
      files.insert(entry.path().filename().string());
    QCOMPARE(files.size(), std::size_t(3));  // checkpoint, card, the weights of one epoch
  }
  void sameSeedSameWeights() {
    OneNumber a, b;
    run(a);
    const std::string first = weights();
    folder_ += "-again";
    run(b);
    QVERIFY(weights() == first);
  }
  void goesOnAfterBeingCutAnywhere() {
    OneNumber whole;
    run(whole);
    const std::string expected = weights(), end = whole.state();
    const std::string cardBytes = readFile(folder_ / "card.json", 1e6);
    settings_.resume = true;
    for (int cut = 1; cut < 200; cut += 7) {
      folder_ = fs::path(temporary_.path().toStdString()) / ("cut-" + std::to_string(cut));
      std::atomic<int> left = cut;
      const SampleSource fragile = [&left](std::uint64_t index) {
        if (--left < 0) throw PulledPlug{};
        return drawn(index);
      };
      try {
        OneNumber learner;
        run(learner, fragile);
        QFAIL("was not cut");
      } catch (const PulledPlug&) {
      }
      OneNumber learner;  // as a new process would begin
      run(learner);
      QVERIFY(learner.state() == end);
      QVERIFY(weights() == expected);
      QVERIFY(readFile(folder_ / "card.json", 1e6) == cardBytes);
      QVERIFY(learner.steps <= 50 - cut / 4 + 3);  // it did not begin anew
    }
  }
  void stopsWhereAskedAndGoesOn() {
    OneNumber whole;
    run(whole);
    folder_ += "-stopped";
    std::stop_source stop;
    OneNumber learner;
    const Progress progress(stop.get_token(), [&](double f) {
      if (f > 0.3) stop.request_stop();
    });
    QVERIFY_THROWS_EXCEPTION(Cancelled, run(learner, drawn, progress));
    QVERIFY(learner.steps > 10 && learner.steps < 20);
    settings_.resume = true;
    OneNumber other;
    run(other);
    QCOMPARE(other.value, whole.value);
    QCOMPARE(other.steps, 50 - learner.steps);
  }
  void moreEpochsGoOnFromTheEnd() {
    OneNumber whole;
    settings_.epochs = 8;
    run(whole);
    folder_ += "-further";
    settings_.epochs = 5;
    settings_.resume = true;
    OneNumber first, second;
    run(first);
    settings_.epochs = 8;
    run(second);
    QCOMPARE(second.steps, 30);
    QCOMPARE(second.value, whole.value);
  }
  void stopsEarlyAndKeepsTheBest() {
    settings_.epochs = 50;
    settings_.patience = 3;
    OneNumber learner;
    learner.goal = 6;  // passed on the way from 8 to 4.5
    std::vector<EpochReport> reports;
    const NetworkCard written =
        run(learner, drawn, {}, [&](const EpochReport& r) { reports.push_back(r); });
    QVERIFY(reports.size() < 50);
    const int best = int(written.scores.at("best_epoch"));
    QCOMPARE(int(reports.size()), best + 3);
    QVERIFY(reports[std::size_t(best - 1)].best && !reports.back().best);
    double value = 0;
    std::memcpy(&value, weights().data(), 8);
    QCOMPARE(std::abs(value - 6), reports[std::size_t(best - 1)].validationLoss);
  }
  void doesNotOverwriteATraining() {
    OneNumber learner;
    run(learner);
    QVERIFY(codeOf([&] { run(learner); }) == ErrorCode::CheckpointForeign);
  }
  void anotherSetupIsRefused() {
    OneNumber learner;
    run(learner);
    settings_.resume = true;
    settings_.batch = 5;
    QVERIFY(codeOf([&] { run(learner); }) == ErrorCode::CheckpointForeign);
  }
  void damagedCheckpointsAreRefused() {
    OneNumber learner;
    run(learner);
    settings_.resume = true;
    const std::string bytes = readFile(folder_ / "checkpoint", 1e6);
    for (const std::string& bad :
         {std::string(), bytes.substr(0, bytes.size() / 2), bytes.substr(0, bytes.size() - 1),
          bytes + "x", "x" + bytes, bytes.substr(0, bytes.size() - 1) + "x"}) {
      writeFileAtomically(folder_ / "checkpoint", bad);
      QVERIFY(codeOf([&] { run(learner); }) == ErrorCode::FileDamaged);
    }
    std::string newer = bytes;
    newer.replace(newer.find("\"format\":2"), 10, "\"format\":9");
    writeFileAtomically(folder_ / "checkpoint", newer);
    QVERIFY(codeOf([&] { run(learner); }) == ErrorCode::NetworkNewer);
  }
  void aFolderThatCannotBeWrittenIsSaid() {
    writeFileAtomically(folder_, "a file");
    OneNumber learner;
    QVERIFY(codeOf([&] { run(learner); }) == ErrorCode::WriteFailed);
    QCOMPARE(learner.steps, 0);
  }
};

BREGMA_TEST(TrainerTest, QCoreApplication);
#include "trainer_test.moc"
