#include "model/net/library.hpp"

#include <QtTest>
#include <thread>

#include "model/error.hpp"
#include "model/net/paper_layout.hpp"
#include "tests/room.hpp"

using namespace bregma;

class LibraryTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensOnceForAllThreads() {
    std::array<const NetLibrary*, 4> found{};
    {
      std::vector<std::jthread> threads;
      for (auto& library : found) threads.emplace_back([&library] { library = &netLibrary(); });
    }
    for (const NetLibrary* library : found) QVERIFY(library == found[0]);
    QCOMPARE(found[0]->version, netLibraryVersion);
  }
  void whatALearnerWritesCompletes() {
    const std::string weights = netLibrary().paperLearner({.seed = 3})->weights();
    const std::vector<std::uint8_t> empty(paperVoxels);
    const PaperAnswer answer = netLibrary().completePaper(weights, "weights.pt", empty);
    QCOMPARE(answer.probabilities.size(), paperVoxels);
    // Without bone nothing but the last bias is told.
    for (const float p : answer.probabilities)
      QVERIFY(p > 0.01f && p < 0.1f && p == answer.probabilities[0]);
  }
  void errorsCrossIt() {
    const std::vector<std::uint8_t> empty(paperVoxels);
    try {
      netLibrary().completePaper("not weights", "weights.pt", empty);
      QFAIL("not refused");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::FileDamaged);
      QVERIFY(error.args.at(0) == Arg(std::string("weights.pt")));
    }
  }
};

BREGMA_TEST(LibraryTest, QCoreApplication);
#include "library_test.moc"
