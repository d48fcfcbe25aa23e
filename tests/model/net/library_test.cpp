#include "model/net/library.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <thread>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/net/card.hpp"
#include "model/net/paper_completion.hpp"
#include "model/net/paper_layout.hpp"
#include "tests/room.hpp"

using namespace bregma;
namespace fs = std::filesystem;

class LibraryTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path folder_ = fs::path(temporary_.path().toStdString()) / "paper";
  const std::vector<std::uint8_t> empty_ = std::vector<std::uint8_t>(paperVoxels);

  void install(const std::string& weights) const {
    writeFileAtomically(folder_ / "weights.pt", weights);
    NetworkCard card;
    card.name = "paper";
    card.architecture = paperArchitecture;
    card.files = {{"weights.pt", {}}};
    writeCard(card, folder_);
  }
  ErrorCode codeOfCompleting() const {
    try {
      completeByPaper(empty_);
    } catch (const Error& error) {
      return error.code;
    }
    return ErrorCode::PathMissing;
  }

 private Q_SLOTS:
  void initTestCase() {
    fs::create_directories(folder_);
    qputenv("BREGMA_NETWORKS", temporary_.path().toUtf8());
  }
  void nothingInstalledIsOneClearError() {
    fs::remove(folder_ / "card.json");
    QVERIFY(codeOfCompleting() == ErrorCode::NetworkMissing);
  }
  void opensOnceForAllThreads() {
    std::array<const NetLibrary*, 4> found{};
    {
      std::vector<std::jthread> threads;
      for (auto& library : found) threads.emplace_back([&library] { library = &netLibrary(); });
    }
    for (const NetLibrary* library : found) QVERIFY(library == found[0]);
    QCOMPARE(found[0]->version, netLibraryVersion);
  }
  void completesWithTheInstalledWeights() {
    install(netLibrary().paperLearner({.seed = 3})->weights());
    const PaperAnswer answer = completeByPaper(empty_);
    QCOMPARE(answer.probabilities.size(), paperVoxels);
    // Without bone nothing but the last bias is told.
    for (const float p : answer.probabilities)
      QVERIFY(p > 0.01f && p < 0.1f && p == answer.probabilities[0]);
  }
  void foreignBytesAreRefusedAcrossTheLibrary() {
    install("not weights, though the card says that they are whole");
    QVERIFY(codeOfCompleting() == ErrorCode::FileDamaged);
  }
};

BREGMA_TEST(LibraryTest, QCoreApplication);
#include "library_test.moc"
