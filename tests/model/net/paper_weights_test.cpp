#include "model/net/paper_weights.hpp"

#include <QtTest>
#include <cmath>
#include <numeric>

#include "model/error.hpp"
#include "model/net/paper_layout.hpp"
#include "tests/room.hpp"

using namespace bregma;

class PaperWeightsTest : public QObject {
  Q_OBJECT
  std::vector<float> parameters_ = std::vector<float>(paperParameters);

  static bool refused(std::string_view bytes) {
    try {
      paperWeightsFrom(bytes, "weights.pt");
    } catch (const Error& error) {
      return error.code == ErrorCode::FileDamaged &&
             std::get<std::string>(error.args[0]) == "weights.pt";
    }
    return false;
  }

 private Q_SLOTS:
  void initTestCase() {
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      parameters_[i] = float(std::sin(double(i)));
  }
  void comeBackAsWritten() {
    const std::string bytes = paperWeightsBytes(parameters_);
    QVERIFY(paperWeightsFrom(bytes, "weights.pt") == parameters_);
    QVERIFY(paperWeightsBytes(parameters_) == bytes);
    QVERIFY(bytes.size() < 100000);
  }
  void damagedBytesAreRefused() {
    const std::string bytes = paperWeightsBytes(parameters_);
    QVERIFY(refused(""));
    QVERIFY(refused("no archive"));
    for (const std::size_t length : {bytes.size() / 3, bytes.size() / 2, bytes.size() - 30})
      QVERIFY(refused(bytes.substr(0, length)));
  }
  void numbersThatAreNoneAreRefused() {
    std::vector<float> bad = parameters_;
    bad[4000] = std::nanf("");
    QVERIFY(refused(paperWeightsBytes(bad)));
    bad[4000] = INFINITY;
    QVERIFY(refused(paperWeightsBytes(bad)));
  }
};

BREGMA_TEST(PaperWeightsTest, QCoreApplication);
#include "paper_weights_test.moc"
