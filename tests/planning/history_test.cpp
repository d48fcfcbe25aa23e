#include "planning/history.hpp"

#include <QCoreApplication>
#include <QTest>
#include <stdexcept>

#include "model/plan.hpp"
#include "tests/room.hpp"

using namespace bregma;

class HistoryTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void startsWithoutPastAndFuture() {
    History<Plan> history(Plan{});
    QVERIFY(!history.canUndo() && !history.canRedo());
    QVERIFY(!history.undo() && !history.redo());
    QCOMPARE(history.undoLabel(), std::string());
  }
  void walksBackAndForth() {
    History<Plan> history(Plan{});
    history.edit("Set gap", [](Plan& p) { p.implant.gapMm = 1; });
    history.edit("Set wall", [](Plan& p) { p.mold.wallMm = 8; });
    QCOMPARE(history.undoLabel(), std::string("Set wall"));
    QVERIFY(history.undo());
    QCOMPARE(history.now().mold.wallMm, MoldSettings{}.wallMm);
    QCOMPARE(history.now().implant.gapMm, 1.0);
    QCOMPARE(history.redoLabel(), std::string("Set wall"));
    QVERIFY(history.undo());
    QCOMPARE(history.now(), Plan{});
    QVERIFY(history.redo() && history.redo() && !history.redo());
    QCOMPARE(history.now().mold.wallMm, 8.0);
  }
  void anEditForgetsWhatWasUndone() {
    History<int> history(0);
    history.edit("one", [](int& v) { v = 1; });
    history.undo();
    history.edit("two", [](int& v) { v = 2; });
    QVERIFY(!history.canRedo());
    history.undo();
    QCOMPARE(history.now(), 0);
  }
  void noChangeMakesNoEntry() {
    History<int> history(3);
    history.edit("same", [](int& v) { v = 3; });
    QVERIFY(!history.canUndo());
  }
  void aThrowingChangeLeavesEverything() {
    History<int> history(3);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, history.edit("bad", [](int& v) {
      v = 4;
      throw std::runtime_error("no");
    }));
    QCOMPARE(history.now(), 3);
    QVERIFY(!history.canUndo());
  }
};

BREGMA_TEST(HistoryTest, QCoreApplication);
#include "history_test.moc"
