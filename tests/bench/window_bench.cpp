// window_bench INPUT
// What a person waits for: opens INPUT, runs the steps one by one, turns the head, scrolls a slice,
// and prints the longest time in which the window could not answer, the processor time of its
// thread in it, the longest single event apart from drawing (work), the longest drawing in one
// event (a frame, or putting the window together), and the time of a frame.
// Needs a display: xvfb-run -a -s "-screen 0 1920x1200x24" window_bench INPUT
#include <QApplication>
#include <QTest>
#include <cstdio>
#include <ctime>

#include "tests/bench/event_meter.hpp"
#include "tests/bench/gap_meter.hpp"
#include "ui/look.hpp"
#include "ui/main_window.hpp"
#include "ui/view_grid.hpp"
#include "ui/vtk_pane.hpp"

using namespace bregma;

namespace {

constexpr int restMs = 1200;  // in which fine meshes come and are drawn

void print(const char* what, const Gap& gap) {
  const EventMeter::Longest event = EventMeter::application().take();
  std::printf("%-24s gap %6.1f ms, busy %6.1f ms; an event: work %5.1f ms, drawing %5.1f ms\n",
              what, gap.wallMs, gap.busyMs, event.workMs, event.drawingMs);
}

void settle(MainWindow& window) {
  while (window.session().running()) QTest::qWait(20);
  QTest::qWait(restMs);
}

/// The shortest of ten: what the frame costs when nothing else runs.
template <class Change>
double frameMs(VtkPane& pane, Change&& change) {
  double best = 1e9;
  for (int i = 0; i < 10; ++i) {
    change(i);
    pane.requestRender();
    const std::clock_t start = std::clock();
    pane.picture();
    best = std::min(best, 1000.0 * double(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return best;
}

void drag(QWidget& pane, Qt::MouseButton button, const char* what, GapMeter& gaps) {
  gaps.take();
  EventMeter::application().take();
  const QPoint middle = pane.rect().center();
  QTest::mousePress(&pane, button, {}, middle);
  for (int k = 1; k <= 40; ++k) {
    QTest::mouseMove(&pane, middle + QPoint(3 * k, k % 7));
    QTest::qWait(15);
  }
  QTest::mouseRelease(&pane, button, {}, middle);
  print(what, gaps.take());
  QTest::qWait(restMs);
  print("  and at rest", gaps.take());
}

}  // namespace

int main(int argc, char** argv) {
  EventMeter application(argc, argv);
  if (argc != 2) {
    std::fputs("window_bench INPUT\n", stderr);
    return 2;
  }
  applyLook(application);
  MainWindow window;
  window.resize(1366, 768);
  window.show();
  if (!QTest::qWaitForWindowExposed(&window)) return 1;

  GapMeter gaps;
  application.take();
  QTest::qWait(restMs);
  print("first frames", gaps.take());
  window.openInput(argv[1], Step::Import);
  settle(window);
  print("import", gaps.take());
  for (const Step step : allSteps) {
    if (step == Step::Import || step == Step::Export) continue;
    window.chooseStep(step);
    window.session().run(step);
    settle(window);
    print(std::string(nameOf(step)).c_str(), gaps.take());
  }
  SolidPane& solid = window.views().solid();
  SlicePane& slice = window.views().slice(Orientation::Axial);
  drag(solid, Qt::LeftButton, "turning the head", gaps);
  drag(slice, Qt::LeftButton, "moving the crosshair", gaps);
  drag(slice, Qt::RightButton, "window and level", gaps);
  for (const bool moving : {true, false})
    std::printf("solid frame, %-10s %6.1f ms of processor time\n", moving ? "moving" : "at rest",
                frameMs(solid, [&](int i) {
                  solid.scene().setMoving(moving);
                  solid.scene().rotate(i % 2 ? 9 : -7, 1);
                }));
  std::printf("slice frame             %6.1f ms of processor time\n",
              frameMs(slice, [&](int i) { slice.scene().scroll(i % 2 ? 1 : -1); }));
}
