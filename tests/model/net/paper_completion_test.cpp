#include "model/net/paper_completion.hpp"

#include <QtTest>
#include <optional>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/net/card.hpp"
#include "model/net/paper_layout.hpp"
#include "tests/files.hpp"
#include "tests/model/net/paper_sample.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

class PaperCompletionTest : public QObject {
  Q_OBJECT
  const QByteArray before_ = qgetenv("BREGMA_NETWORKS");
  const test::Folder folder_;
  const fs::path paper_ = folder_ / "paper";
  const PaperSample sample_{0};

  void install(const std::string& weights, const std::string& architecture = paperArchitecture,
               std::vector<NetworkFile> named = {{"weights.pt", {}}}) const {
    NetworkCard card;
    card.name = "paper";
    card.architecture = architecture;
    card.files = std::move(named);
    writeFileAtomically(paper_ / "weights.pt", weights);
    writeCard(card, paper_);
  }
  std::optional<ErrorCode> refusal() const {
    try {
      completeByPaper(sample_.defective);
      return {};
    } catch (const Error& error) {
      return error.code;
    }
  }

 private Q_SLOTS:
  void initTestCase() { fs::create_directories(paper_); }
  void init() { qputenv("BREGMA_NETWORKS", folder_.path().c_str()); }
  void cleanup() { qputenv("BREGMA_NETWORKS", before_); }

  void theShippedNetworkFillsTheHole() {
    qunsetenv("BREGMA_NETWORKS");
    const PaperSample ball(0, 9);
    const PaperAnswer answer = completeByPaper(ball.defective);
    QCOMPARE(answer.probabilities.size(), paperVoxels);
    double hole = 0, filled = 0, wrong = 0, empty = 0;
    for (std::size_t i = 0; i < paperVoxels; ++i) {
      const bool bone = answer.probabilities[i] > 0.5f;
      if (ball.complete[i] && !ball.defective[i]) ++hole, filled += bone;
      if (!ball.complete[i]) ++empty, wrong += bone;
    }
    // Not more: a ball is no skull.
    QVERIFY2(filled > 0.5 * hole, qPrintable(QString::number(filled / hole)));
    QVERIFY2(wrong < 0.05 * empty, qPrintable(QString::number(wrong / empty)));
  }
  void answersWithTheWeightsThatAreInstalled() {
    const std::string weights = netLibrary().paperLearner({.seed = 3})->weights();
    install(weights);
    const auto direct = netLibrary().completePaper(weights, "weights.pt", sample_.defective);
    QVERIFY(completeByPaper(sample_.defective).probabilities == direct.probabilities);
  }
  void nothingInstalledIsOneClearError() {
    fs::remove(paper_ / cardFileName);
    QVERIFY(refusal() == ErrorCode::NetworkMissing);
  }
  void damagedWeightsAreRefused() {
    install(netLibrary().paperLearner({.seed = 3})->weights());
    std::string bytes = test::bytesOf(paper_ / "weights.pt");
    bytes[bytes.size() / 2] ^= 1;
    test::write(paper_ / "weights.pt", bytes);
    QVERIFY(refusal() == ErrorCode::FileDamaged);
  }
  void foreignBytesAreRefusedThoughTheCardSaysTheyAreWhole() {
    install("not weights");
    QVERIFY(refusal() == ErrorCode::FileDamaged);
  }
  void aCardWithoutWeightsIsRefused() {
    install("anything", paperArchitecture, {});
    QVERIFY(refusal() == ErrorCode::FileDamaged);
  }
  void anotherArchitectureIsRefused() {
    install("anything", "paper-8270");
    QVERIFY(refusal() == ErrorCode::NetworkForeign);
  }
};

BREGMA_TEST(PaperCompletionTest, QCoreApplication);
#include "paper_completion_test.moc"
