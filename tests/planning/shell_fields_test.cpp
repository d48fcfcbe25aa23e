#include "planning/shell_fields.hpp"

#include <QCoreApplication>
#include <QTest>

#include "phantom_case.hpp"
#include "tests/room.hpp"

using namespace bregma;

class ShellFieldsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pixelsAndDirectionsAreInverse() {
    const Chart chart;
    for (const auto& [column, row] : {std::pair{100.0, 200.0}, {191.5, 191.5}, {300.0, 60.0}}) {
      const auto pixel = chart.pixelOf(chart.direction(column, row) * 81.0);
      QVERIFY(std::abs(pixel.column - column) < 1e-9 && std::abs(pixel.row - row) < 1e-9);
      QVERIFY(std::abs(pixel.radius - 81) < 1e-9);
    }
    QVERIFY(chart.direction(300, 191.5).x > 0);  // columns grow to the left of the head
    QVERIFY(chart.direction(191.5, 300).y > 0);  // rows grow to posterior
  }

  void pixelAreasAddUpToTheCap() {
    const Chart chart{256, 1.2};
    double sum = 0;
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column)
        if (chart.polarRad(column, row) <= 1.2) sum += chart.pixelAreaMm2(column, row, 80);
    const double cap = 2 * 3.14159265358979 * 6400 * (1 - std::cos(1.2));
    QVERIFY(std::abs(sum / cap - 1) < 0.005);
  }

  void raysMeetTheFormula() {
    PhantomSettings settings;
    settings.hole = false;
    Scan scan;
    scan.ct = phantomVolume(settings);
    const Bone bone = segmentBone(scan, {});
    const BoneField field(scan.ct, bone.mask, bone.lowerHu);
    const ShellFields fields = castShell(field, {settings.center, Mat3{}}, {96, 2.0944});
    double worst = 0, sum = 0, count = 0;
    for (int row = 0; row < 96; ++row)
      for (int column = 0; column < 96; ++column) {
        const std::size_t at = std::size_t(row) * 96 + column;
        if (fields.chart.polarRad(column, row) > 2) continue;
        const Vec3 d = fields.chart.direction(column, row);
        const auto outer =
            phantomDistance(settings, settings.center + d * double(fields.outer[at])).outer;
        const auto inner =
            phantomDistance(settings, settings.center + d * double(fields.inner[at])).inner;
        worst = std::max({worst, std::abs(outer), std::abs(inner)});
        sum += std::abs(outer) + std::abs(inner);
        count += 2;
      }
    QVERIFY2(worst < 0.3 && sum / count < 0.05, qPrintable(QString::number(worst)));
  }

  void raysThroughTheHoleSeeNoBone() {
    const PhantomCase c;
    const BoneField field(c.scan.ct, c.bone.mask, c.bone.lowerHu);
    const ShellFields fields = castShell(field, {c.settings.center, Mat3{}}, {96, 2.0944});
    const Vec3 axis = normalized(c.settings.holeAxis);
    const Vec3& s = c.settings.semiAxes;
    const auto pixel = fields.chart.pixelOf({axis.x * s.x, axis.y * s.y, axis.z * s.z});
    QVERIFY(std::isnan(fields.outer[std::size_t(std::lround(pixel.row)) * 96 +
                                    std::size_t(std::lround(pixel.column))]));
  }
};

BREGMA_TEST(ShellFieldsTest, QCoreApplication);
#include "shell_fields_test.moc"
