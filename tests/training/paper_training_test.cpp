#include "training/paper_training.hpp"

#include <QtTest>
#include <algorithm>

#include "tests/room.hpp"

using namespace bregma;

class PaperTrainingTest : public QObject {
  Q_OBJECT
  static std::vector<std::string> names(int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) out.push_back("head" + std::to_string(100 + i));
    return out;
  }

 private Q_SLOTS:
  void aTenthOfTheHeadsJudges() {
    const auto all = names(60), judging = validationHeads(all, 0.1, 1);
    QCOMPARE(judging.size(), std::size_t(6));
    QVERIFY(std::ranges::is_sorted(judging));
    QVERIFY(std::ranges::adjacent_find(judging) == judging.end());
    for (const auto& name : judging) QVERIFY(std::ranges::find(all, name) != all.end());
  }
  void theSeedDecides() {
    QVERIFY(validationHeads(names(60), 0.1, 1) == validationHeads(names(60), 0.1, 1));
    QVERIFY(validationHeads(names(60), 0.1, 1) != validationHeads(names(60), 0.1, 2));
  }
  void atLeastOneTeachesAndOneJudges() {
    QCOMPARE(validationHeads(names(2), 0.1, 1).size(), std::size_t(1));
    QCOMPARE(validationHeads(names(2), 1.0, 1).size(), std::size_t(1));
    QCOMPARE(validationHeads(names(5), 0.9, 1).size(), std::size_t(4));
  }
};

BREGMA_TEST(PaperTrainingTest, QCoreApplication);
#include "paper_training_test.moc"
