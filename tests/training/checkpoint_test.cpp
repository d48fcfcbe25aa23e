#include "training/checkpoint.hpp"

#include <QCoreApplication>
#include <QTest>
#include <optional>

#include "model/error.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

Checkpoint someCheckpoint() {
  Checkpoint c;
  c.setup = "paper, 60 heads, seed 1";
  c.epoch = 3;
  c.step = 17;
  c.lossSum = 0.1234567890123456;
  c.bestEpoch = 2;
  c.bestLoss = 1.0 / 3;
  c.bestErrorRatePercent = 8.2;
  c.curve = {{1, 0.5, 0.6}, {2, 0.25, 1.0 / 3}, {3, 0.2, 0.4}};
  c.learner = std::string("state\n\0with any bytes\xff", 23);
  c.bestWeights = "weights";
  return c;
}

bool same(const Checkpoint& a, const Checkpoint& b) {
  return checkpointBytes(a) == checkpointBytes(b);
}

}  // namespace

class CheckpointTest : public QObject {
  Q_OBJECT

  static std::optional<ErrorCode> refusal(const std::string& bytes) {
    try {
      checkpointFrom(bytes, "a.checkpoint");
    } catch (const Error& error) {
      return error.code;
    }
    return {};
  }

 private Q_SLOTS:
  void comesBackAsItWas() {
    const Checkpoint c = someCheckpoint();
    const Checkpoint back = checkpointFrom(checkpointBytes(c), "a.checkpoint");
    QCOMPARE(back.setup, c.setup);
    QCOMPARE(back.epoch, 3);
    QCOMPARE(back.step, 17);
    QVERIFY(back.lossSum == c.lossSum && back.bestLoss == c.bestLoss);
    QCOMPARE(back.curve.size(), std::size_t(3));
    QVERIFY(back.curve[1].validationLoss == c.curve[1].validationLoss);
    QCOMPARE(back.learner, c.learner);
    QCOMPARE(back.bestWeights, c.bestWeights);
    QVERIFY(same(back, c));
  }

  void everyDamagedByteIsNoticed() {
    const Checkpoint c = someCheckpoint();
    const std::string bytes = checkpointBytes(c);
    for (std::size_t i = 0; i < bytes.size(); ++i)
      for (const int flip : {1, 2, 0x20, 0x80}) {
        std::string damaged = bytes;
        damaged[i] = char(damaged[i] ^ flip);
        if (const auto code = refusal(damaged))
          QVERIFY(*code == ErrorCode::FileDamaged || *code == ErrorCode::NetworkNewer);
        else
          QVERIFY(same(checkpointFrom(damaged, "a"), c));
      }
  }

  void aCutFileIsRefused() {
    const std::string bytes = checkpointBytes(someCheckpoint());
    for (std::size_t length = 0; length < bytes.size(); ++length)
      QCOMPARE(refusal(bytes.substr(0, length)), ErrorCode::FileDamaged);
    QCOMPARE(refusal(bytes + "x"), ErrorCode::FileDamaged);
  }

  void aNewerFormatIsNamed() {
    std::string bytes = checkpointBytes(someCheckpoint());
    bytes.replace(bytes.find("\"format\":2"), 10, "\"format\":9");
    QCOMPARE(refusal(bytes), ErrorCode::NetworkNewer);
  }
};

BREGMA_TEST(CheckpointTest, QCoreApplication);
#include "checkpoint_test.moc"
