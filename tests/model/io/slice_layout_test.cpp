#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "model/io/dicom_series.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// Axial slices at the given heights; each millimeter up shifts them by `lean` to the back.
DicomSeries stack(const std::vector<double>& heights, double lean = 0) {
  DicomSeries series;
  for (const double z : heights) {
    DicomSlice slice;
    slice.columns = slice.rows = 64;
    slice.placed = true;
    slice.alongRow = {1, 0, 0};
    slice.alongColumn = {0, 1, 0};
    slice.position = {-30, -30 + lean * z, z};
    series.slices.push_back(slice);
  }
  return series;
}

std::vector<double> even(int count, double step) {
  std::vector<double> heights;
  for (int k = 0; k < count; ++k) heights.push_back(k * step);
  return heights;
}

}  // namespace

class SliceLayoutTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void evenStackIsSilent() {
    const SliceLayout layout = layoutOf(stack(even(20, 0.8)));
    QVERIFY(layout.findings.empty() && layout.slicePositions.empty());
    QVERIFY(std::abs(layout.stepMm - 0.8) < 1e-12);
    QCOMPARE(layout.tiltDeg, 0.0);
    QVERIFY(length(layout.grid.steps.columns[2] - Vec3{0, 0, 0.8}) < 1e-12);
  }
  void roundedPositionsCountAsEven() {
    auto heights = even(20, 0.625);
    for (double& z : heights) z = std::round(z * 100) / 100;
    QVERIFY(layoutOf(stack(heights)).findings.empty());
  }
  void tiltIsTheAngleOfTheWay() {
    const double degrees = 17;
    const SliceLayout layout =
        layoutOf(stack(even(20, 1), std::tan(degrees * std::numbers::pi / 180)));
    QVERIFY(std::abs(layout.tiltDeg - degrees) < 1e-6);
    QVERIFY(findingIn(layout.findings, FindingCode::GantryTilt));
  }
  void gapsOfWholeStepsAreMissingSlices() {
    auto heights = even(30, 1);
    heights.erase(heights.begin() + 10, heights.begin() + 13);
    const SliceLayout layout = layoutOf(stack(heights));
    const Finding* missing = findingIn(layout.findings, FindingCode::SlicesMissing);
    QVERIFY(missing && missing->severity == Severity::Stop);
    QCOMPARE(numberOf(missing, 0), 3.0);
    QCOMPARE(numberOf(missing, 1), 10.0);
    QVERIFY(!findingIn(layout.findings, FindingCode::SpacingUneven));
    QCOMPARE(layout.slicePositions.size(), std::size_t(27));
    QCOMPARE(layout.slicePositions[10], 13.0);
  }
  void otherStepsAreUneven() {
    const SliceLayout layout = layoutOf(stack({0, 1, 2.3, 3, 4.4, 5, 6.5}));
    const Finding* uneven = findingIn(layout.findings, FindingCode::SpacingUneven);
    QVERIFY(uneven);
    QVERIFY(std::abs(numberOf(uneven, 0) - 0.6) < 1e-9);
    QVERIFY(std::abs(numberOf(uneven, 1) - 1.5) < 1e-9);
  }
  void thickSlicesAreTold() {
    QVERIFY(!findingIn(layoutOf(stack(even(9, 1.5))).findings, FindingCode::SlicesThick));
    QVERIFY(findingIn(layoutOf(stack(even(9, 1.6))).findings, FindingCode::SlicesThick));
  }
  void contradictionsAreRefused() {
    QCOMPARE(errorOf([&] { layoutOf(stack(even(3, 1))); }), std::string("SeriesTooShort"));
    DicomSeries unplaced = stack(even(9, 1));
    for (DicomSlice& slice : unplaced.slices) slice.placed = false;
    QCOMPARE(errorOf([&] { layoutOf(unplaced); }), std::string("SliceGeometry"));
    DicomSeries shifted = stack(even(9, 1));
    shifted.slices[4].position.x += 8;
    QCOMPARE(errorOf([&] { layoutOf(shifted); }), std::string("SliceGeometry"));
    DicomSeries spread = stack(even(9, 1));
    spread.slices.back().position.z = 90'000;
    QCOMPARE(errorOf([&] { layoutOf(spread); }), std::string("SliceGeometry"));
  }
};

BREGMA_TEST(SliceLayoutTest, QCoreApplication);
#include "slice_layout_test.moc"
