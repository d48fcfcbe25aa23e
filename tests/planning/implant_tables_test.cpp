#include "planning/implant_tables.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "phantom_case.hpp"
#include "planning/shell_distance.hpp"
#include "tests/room.hpp"

using namespace bregma;

class ImplantTablesTest : public QObject {
  Q_OBJECT
  PhantomCase with_;
  Defects defects_;
  Vault vault_;

  ImplantTables made(const ImplantSettings& settings) const {
    return implantTables(defects_, vault_, 0, with_.frame, settings);
  }
  /// Visits the pixels within the outline, each with its distance from the edge in pixels.
  static void within(const ImplantTables& tables, auto&& visit) {
    ChartMask rest(tables.outline.size());
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = !(tables.outline[i] < 0);
    const ChartImage behind = distanceTo(rest, tables.fields.chart.size);
    for (std::size_t i = 0; i < rest.size(); ++i)
      if (!rest[i]) visit(i, behind[i]);
  }

 private Q_SLOTS:
  void initTestCase() {
    defects_ = findDefects(with_.scan, with_.bone, with_.frame, {});
    vault_ = completeVault(with_.bone, defects_, with_.frame, {.method = VaultMethod::Spline});
  }

  void areTheVaultWithoutWishes() {
    const ImplantTables tables = made({});
    int count = 0, others = 0;
    within(tables, [&](std::size_t i, float) {
      ++count;
      others += tables.fields.outer[i] != vault_.fields.outer[i] ||
                tables.fields.inner[i] != vault_.fields.inner[i];
    });
    QVERIFY(count > 1000);
    QCOMPARE(others, 0);
    QVERIFY(std::ranges::none_of(tables.fields.outer, [](float r) { return std::isnan(r); }));
    QVERIFY(tables.strokes.empty());
  }

  void areAsThickAsWanted() {
    const ImplantTables tables = made({.thickness = ThicknessRule::Constant, .thicknessMm = 3.5});
    const Chart& chart = tables.fields.chart;
    double worst = 0;
    within(tables, [&](std::size_t i, float) {
      const double cosine =
          slopeCosine(tables.fields.outer, chart, int(i) / chart.size, int(i) % chart.size);
      const double thick = (tables.fields.outer[i] - tables.fields.inner[i]) * cosine;
      worst = std::max(worst, std::abs(thick - 3.5));
    });
    QVERIFY2(worst < 0.01, QByteArray::number(worst));
  }

  void areLowerInTheMiddleOnly() {
    const ImplantTables plain = made({}), lower = made({.contourOffsetMm = 2});
    double middle = 0, edge = 0, thinner = 0;
    within(plain, [&](std::size_t i, float behind) {
      const double down = plain.fields.outer[i] - lower.fields.outer[i];
      middle = std::max(middle, down);
      if (behind < 4) edge = std::max(edge, std::abs(down));
      thinner = std::max(thinner, std::abs(down - plain.fields.inner[i] + lower.fields.inner[i]));
    });
    QVERIFY2(middle > 1.9 && middle < 2.2, QByteArray::number(middle));
    QVERIFY2(edge < 0.05, QByteArray::number(edge));
    QVERIFY2(thinner < 1e-3, QByteArray::number(thinner));
  }
};

BREGMA_TEST(ImplantTablesTest, QCoreApplication);
#include "implant_tables_test.moc"
