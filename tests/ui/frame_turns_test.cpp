#include "ui/frame_turns.hpp"

#include <QApplication>
#include <QHBoxLayout>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "tests/room.hpp"
#include "ui/vtk_pane.hpp"

using namespace bregma;

namespace {

/// Four panes in a window, as the program has them.
struct Panes {
  Panes() {
    auto* row = new QHBoxLayout(&window);
    for (VtkPane*& pane : all) {
      pane = new VtkPane;
      pane->setFrameTurns(&turns);
      row->addWidget(pane);
    }
    window.resize(640, 200);
    window.show();
  }
  /// Whether all are drawn, and no frame waits.
  bool settle() {
    const bool drawn =
        QTest::qWaitForWindowExposed(&window) && QTest::qWaitFor([&] {
          return std::ranges::all_of(all, [](auto* pane) { return pane->frames() > 0; });
        });
    QTest::qWait(100);
    return drawn;
  }
  int frames() const {
    int sum = 0;
    for (const VtkPane* pane : all) sum += pane->frames();
    return sum;
  }
  FrameTurns turns;
  QWidget window;
  std::array<VtkPane*, 4> all{};
};

}  // namespace

class FrameTurnsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void drawsOnePaneATurn() {
    Panes panes;
    QVERIFY(panes.settle());
    const int before = panes.frames();
    int seen = before, most = 0;
    QTimer turns;  // comes round as often as the event loop
    connect(&turns, &QTimer::timeout, &panes.window,
            [&] { most = std::max(most, panes.frames() - std::exchange(seen, panes.frames())); });
    turns.start(0);
    for (int k = 0; k < 3; ++k)
      for (VtkPane* pane : panes.all) pane->requestRender();
    QCOMPARE(panes.frames(), before);
    QTRY_COMPARE(panes.frames(), before + 4);  // many requests, one frame each
    QTest::qWait(100);
    QCOMPARE(panes.frames(), before + 4);
    QCOMPARE(most, 1);
  }
  void workTakesTheTurnsBetween() {
    Panes panes;
    QVERIFY(panes.settle());
    const int before = panes.frames();
    std::vector<int> framesAtWork;
    for (VtkPane* pane : panes.all) pane->requestRender();
    for (int k = 0; k < 3; ++k)
      panes.turns.later([&] { framesAtWork.push_back(panes.frames() - before); });
    QVERIFY(framesAtWork.empty());
    QTRY_COMPARE(panes.frames(), before + 4);
    QCOMPARE(framesAtWork, (std::vector<int>{0, 1, 2}));
    panes.turns.later([&] { framesAtWork.push_back(-1); });
    panes.turns.dropWork();
    QTest::qWait(50);
    QCOMPARE(framesAtWork.size(), std::size_t(3));
  }
  void paintingAndResizingWaitForNoFrame() {
    Panes panes;
    QVERIFY(QTest::qWaitForWindowExposed(&panes.window));
    QTRY_VERIFY(panes.all[3]->frames() > 0);
    QTest::qWait(100);
    const int before = panes.frames();
    panes.window.resize(720, 240);
    panes.window.repaint();
    QCOMPARE(panes.frames(), before);
    QTRY_VERIFY(panes.frames() >= before + 4);
  }
  void outlivesAPaneAndIsOutlived() {
    auto turns = std::make_unique<FrameTurns>();
    VtkPane pane;
    pane.setFrameTurns(turns.get());
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    QTRY_VERIFY(pane.frames() > 0);
    {
      VtkPane other;
      other.setFrameTurns(turns.get());
      other.show();
      QVERIFY(QTest::qWaitForWindowExposed(&other));
      other.requestRender();
    }
    const int before = pane.frames();
    pane.requestRender();
    QTRY_VERIFY(pane.frames() > before);
    pane.requestRender();
    turns.reset();
    pane.requestRender();
    QTest::qWait(50);
  }
};

BREGMA_TEST(FrameTurnsTest, QApplication);
#include "frame_turns_test.moc"
