#include "planning/sculpting.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr double outerMm = 80, innerMm = 74;

/// Two concentric spheres around a head that is turned and moved.
struct Shell {
  HeadFrame frame;
  ShellFields tables;
  Shell() {
    frame.center = {10, -20, 30};
    frame.patientFromHead = {{0, -1, 0, 1, 0, 0, 0, 0, 1}};
    const Chart chart;
    tables = {chart, std::vector<float>(chart.count(), outerMm),
              std::vector<float>(chart.count(), innerMm)};
  }
  Vec3 place(const Vec3& direction, double radius = outerMm) const {
    return frame.toPatient(normalized(direction) * radius);
  }
  double outerAt(const Vec3& head) const {
    return bilinear<double>(tables.outer, tables.chart, tables.chart.pixelOf(head));
  }
  double innerAt(const Vec3& head) const {
    return bilinear<double>(tables.inner, tables.chart, tables.chart.pixelOf(head));
  }
};

const Vec3 spot{0.3, -0.4, 0.85};

/// A direction that lies so far from the spot, on the outer side.
Vec3 beside(double mm) {
  const Vec3 z = normalized(spot), x = normalized(cross(z, {0, 0, 1}));
  const double angle = 2 * std::asin(mm / (2 * outerMm));
  return z * std::cos(angle) + x * std::sin(angle);
}

/// Ripples some 6 mm long.
void ripple(Shell& shell, double heightMm) {
  const Chart& chart = shell.tables.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      shell.tables.outer[std::size_t(row) * chart.size + column] +=
          float(heightMm * std::sin(column * 0.9) * std::sin(row * 0.9));
}

double roughness(const Shell& shell, double withinMm) {
  const Chart& chart = shell.tables.chart;
  double sum = 0;
  int count = 0;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const Vec3 direction = chart.direction(column, row);
      if (length(direction - normalized(spot)) * outerMm > withinMm) continue;
      const double off = shell.tables.outer[std::size_t(row) * chart.size + column] - outerMm;
      sum += off * off;
      ++count;
    }
  return std::sqrt(sum / count);
}

double carriedRadius(const Shell& before, const Shell& after, const Vec3& from) {
  return length(before.frame.toHead(carried(from, before.frame, before.tables, after.tables)));
}

}  // namespace

class SculptingTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pushAndPullMoveByTheStrength_data() {
    QTest::addColumn<int>("tool");
    QTest::addColumn<int>("side");
    QTest::addColumn<double>("moves");
    QTest::newRow("push outer") << int(SculptTool::Push) << int(ImplantSide::Outer) << -1.5;
    QTest::newRow("pull outer") << int(SculptTool::Pull) << int(ImplantSide::Outer) << 1.5;
    QTest::newRow("push inner") << int(SculptTool::Push) << int(ImplantSide::Inner) << 1.5;
    QTest::newRow("pull inner") << int(SculptTool::Pull) << int(ImplantSide::Inner) << -1.5;
  }
  void pushAndPullMoveByTheStrength() {
    QFETCH(int, tool);
    QFETCH(int, side);
    QFETCH(double, moves);
    Shell shell;
    const bool outer = ImplantSide(side) == ImplantSide::Outer;
    const SculptStroke stroke{SculptTool(tool), ImplantSide(side),
                              shell.place(spot, outer ? outerMm : innerMm), 12, 1.5};
    QVERIFY(applyStroke(shell.tables, shell.frame, stroke));
    const double now = outer ? shell.outerAt(spot) - outerMm : shell.innerAt(spot) - innerMm;
    QVERIFY2(std::abs(now - moves) < 0.03, qPrintable(QString::number(now)));
    QCOMPARE(outer ? shell.innerAt(spot) : shell.outerAt(spot), outer ? innerMm : outerMm);
  }

  void fadesToNothingAtTheRadius() {
    Shell shell;
    applyStroke(shell.tables, shell.frame,
                {SculptTool::Pull, ImplantSide::Outer, shell.place(spot), 20, 2});
    for (const double mm : {0.0, 5.0, 10.0, 15.0}) {
      const double share = 1 - mm * mm / 400, expected = 2 * share * share;
      const double moved = shell.outerAt(beside(mm)) - outerMm;
      QVERIFY2(std::abs(moved - expected) < 0.05, qPrintable(QString::number(moved)));
    }
    QCOMPARE(shell.outerAt(beside(22)), outerMm);
  }

  void theTablesNeverMeet() {
    Shell shell;
    for (int i = 0; i < 10; ++i)
      applyStroke(
          shell.tables, shell.frame,
          {SculptTool::Push, ImplantSide::Outer, shell.place(spot, shell.outerAt(spot)), 15, 2});
    for (std::size_t i = 0; i < shell.tables.outer.size(); ++i)
      QVERIFY(shell.tables.outer[i] - shell.tables.inner[i] > 1.49f);
    QVERIFY(shell.outerAt(spot) - innerMm < 1.6);
  }

  void smoothTakesRipplesAndKeepsTheCurvature() {
    Shell shell, plain;
    ripple(shell, 0.3);
    const double before = roughness(shell, 10);
    const SculptStroke stroke{SculptTool::Smooth, ImplantSide::Outer, shell.place(spot), 25, 2};
    for (int i = 0; i < 3; ++i) applyStroke(shell.tables, shell.frame, stroke);
    QVERIFY2(roughness(shell, 10) < 0.2 * before, qPrintable(QString::number(before)));
    applyStroke(plain.tables, plain.frame, stroke);
    QVERIFY(roughness(plain, 10) < 0.02);
  }

  void flattenMakesAPlane() {
    Shell shell;
    const SculptStroke stroke{SculptTool::Flatten, ImplantSide::Outer, shell.place(spot), 30, 10};
    // A cap of 10 mm radius stands 0.63 mm over its base.
    const auto rise = [&] {
      const Vec3 up = normalized(spot);
      return dot(normalized(spot) * shell.outerAt(spot), up) -
             dot(normalized(beside(10)) * shell.outerAt(beside(10)), up);
    };
    const double before = rise();
    for (int i = 0; i < 6; ++i) applyStroke(shell.tables, shell.frame, stroke);
    QVERIFY(before > 0.6);
    QVERIFY2(rise() < 0.15, qPrintable(QString::number(rise())));
  }

  void farAwayNothingMoves() {
    Shell shell;
    QVERIFY(!applyStroke(shell.tables, shell.frame,
                         {SculptTool::Pull, ImplantSide::Outer, {500, 0, 0}, 20, 2}));
    QVERIFY(shell.tables.outer == Shell().tables.outer);
  }

  void twoReplaysGiveTheSameBytes() {
    const auto replayed = [] {
      Shell shell;
      for (int i = 0; i < 200; ++i)
        applyStroke(shell.tables, shell.frame,
                    {SculptTool(i % 4), ImplantSide(i % 3 == 0), shell.place(beside(i % 40)),
                     4.0 + i % 20, 0.4});
      return shell.tables;
    };
    const ShellFields a = replayed(), b = replayed();
    QVERIFY(a.outer == b.outer && a.inner == b.inner);
  }

  void aStrokeTakesLessThanTenthOfASecond() {
    Shell shell;
    const SculptStroke stroke{SculptTool::Smooth, ImplantSide::Outer, shell.place(spot), 20, 1};
    QElapsedTimer timer;
    timer.start();
    applyStroke(shell.tables, shell.frame, stroke);
    qInfo("smooth, 20 mm: %lld ms", timer.elapsed());
    QVERIFY(timer.elapsed() < 100 * 5);  // five share a loaded machine
  }

  void pointsAreCarriedWithTheTables() {
    const Shell before;
    Shell after = before;
    QVERIFY(applyStroke(after.tables, after.frame,
                        {.tool = SculptTool::Push, .center = after.place(spot), .strengthMm = 2}));
    QVERIFY(std::abs(carriedRadius(before, after, before.place(spot, outerMm)) - (outerMm - 2)) <
            0.05);
    QVERIFY(std::abs(carriedRadius(before, after, before.place(spot, 77)) - 76) <
            0.05);  // half way between the sides
    QVERIFY(std::abs(carriedRadius(before, after, before.place(spot, innerMm)) - innerMm) < 1e-3);
    const Vec3 far = before.place(beside(12));
    QVERIFY(length(carried(far, before.frame, before.tables, after.tables) - far) < 1e-4);
  }
};

BREGMA_TEST(SculptingTest, QCoreApplication);
#include "sculpting_test.moc"
