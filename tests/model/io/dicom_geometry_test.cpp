// Every way in which slices lie, from files written byte by byte: exact positions and values, or a
// refusal with a name of its own.
#include <QCoreApplication>
#include <QTest>
#include <numbers>

#include "model/phantom.hpp"
#include "tests/model/io/ramp_stacks.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class DicomGeometryTest : public RampStacks {
  Q_OBJECT
 private Q_SLOTS:
  void waysOfLying_data() {
    QTest::addColumn<QString>("position");
    QTest::addColumn<QList<double>>("row");
    QTest::addColumn<QList<double>>("column");
    const auto row = [](const char* name, const char* position, QList<double> r, QList<double> c) {
      QTest::newRow(name) << QString(position) << r << c;
    };
    row("supine", "HFS", {1, 0, 0}, {0, 1, 0});
    row("prone", "HFP", {-1, 0, 0}, {0, -1, 0});
    row("feet first", "FFS", {-1, 0, 0}, {0, 1, 0});
    row("feet first, prone", "FFP", {1, 0, 0}, {0, -1, 0});
    row("on the left side", "HFDL", {0, 1, 0}, {-1, 0, 0});
    row("on the right side", "HFDR", {0, -1, 0}, {1, 0, 0});
    row("coronal", "HFS", {1, 0, 0}, {0, 0, -1});
    row("sagittal", "HFS", {0, 1, 0}, {0, 0, -1});
  }
  void waysOfLying() {
    QFETCH(QString, position);
    QFETCH(QList<double>, row);
    QFETCH(QList<double>, column);
    const Vec3 r{row[0], row[1], row[2]}, c{column[0], column[1], column[2]}, n = cross(r, c);
    // As the table moves: the normal does not say which slice came first.
    for (const double way : {1.0, -1.0}) {
      const Path folder = fresh() / (way > 0 ? "up" : "down");
      writeStack(folder, gridOf(r * 0.6, c * 0.6, n * way), evenDepths,
                 [&](CtBytes& file, int) { file.put(0x18, 0x5100, "CS", position.toStdString()); });
      const Scan scan = read(folder);
      lossless(scan);
      QVERIFY(only(scan, {}));
    }
  }

  void shuffledNamesAndNumbers() {
    for (int k = 0; k < 15; ++k) {
      CtBytes file = ctSlice(supine, k, (k * 7) % 15, ramp);
      writeCt(fresh(), sliceName((k * 4) % 15), file);
    }
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
  }

  void obliqueSlicesAreResampledOnce() {
    for (const double degrees : {3.0, -25.0}) {
      const Mat3 turn = rotation(normalized(Vec3{1, 2, 0.5}), degrees * std::numbers::pi / 180);
      const Path folder = fresh() / (degrees > 0 ? "a" : "b");
      writeStack(folder,
                 gridOf(turn * Vec3{0.6, 0, 0}, turn * Vec3{0, 0.6, 0}, turn * Vec3{0, 0, 1}),
                 evenDepths);
      const Scan scan = read(folder);
      resampled(scan);
      QVERIFY(only(scan, {FindingCode::ObliqueResampled}));
    }
  }

  void tiltOfBothWays() {
    for (const double degrees : {18.5, -12.0}) {
      const double a = degrees * std::numbers::pi / 180;
      const Path folder = fresh() / (degrees > 0 ? "a" : "b");
      writeStack(folder, gridOf({0.6, 0, 0}, {0, 0.6 * std::cos(a), -0.6 * std::sin(a)}, {0, 0, 1}),
                 evenDepths);
      const Scan scan = read(folder);
      resampled(scan);
      QVERIFY(only(scan, {FindingCode::GantryTilt}));
      QVERIFY(std::abs(numberOf(&scan.findings[0], 0) - std::abs(degrees)) < 0.01);
    }
  }

  void obliqueSurfacesStayInPlace() {
    PhantomSettings head;
    head.semiAxes = {35, 45, 40};
    head.hole = false;
    const double d = 12 * std::numbers::pi / 180;
    const Mat3 turn = rotation(normalized(Vec3{2, 1, 1}), d);
    ObliqueGeometry grid;
    grid.size = {110, 130, 120};
    grid.steps.columns = {turn * Vec3{0.9, 0, 0}, turn * Vec3{0, 0.9, 0}, turn * Vec3{0, 0, 0.9}};
    grid.origin = head.center - grid.steps * Vec3{54.5, 64.5, 59.5};
    for (int k = 0; k < grid.size[2]; ++k)
      writeCt(fresh(), sliceName(k), ctSlice(grid, k, k, [&](const Vec3& p) {
                return std::clamp(226 - 300 * phantomDistance(head, p).bone(), -1000.0, 1500.0);
              }));
    const CtVolume ct = read(fresh()).ct;
    // Along rays from the center, where the values pass 226 HU.
    double worst = 0;
    for (int ray = 0; ray < 400; ++ray) {
      const double z = 1 - (ray + 0.5) / 200, angle = ray * 2.399963;
      const double across = std::sqrt(1 - z * z);
      const Vec3 way{across * std::cos(angle), across * std::sin(angle), z};
      double outside = 0, value = 0;
      for (double r = 60; r > 20; r -= 0.05) {
        value = sample(ct, head.center + way * r, -1024);
        if (value >= 226) {
          outside = r + 0.025;
          break;
        }
      }
      worst = std::max(worst, std::abs(phantomDistance(head, head.center + way * outside).outer));
    }
    QVERIFY2(worst < 0.3, qPrintable(QString::number(worst)));
  }

  void unevenSlicesStayWhereTheyLie() {
    writeStack(fresh(), supine, {0, 1, 2.2, 3, 4.4, 5.3, 6, 7.6, 8, 9.1, 10});
    const Scan scan = read(fresh());
    resampled(scan);
    QVERIFY(only(scan, {FindingCode::SpacingUneven}));
    // Steps that change so little that each of them would pass.
    std::vector<double> drifting{0};
    for (int k = 1; k < 40; ++k) drifting.push_back(drifting.back() + (k < 20 ? 1 : 1.019));
    writeStack(fresh() / "drift", supine, drifting);
    const Scan drift = read(fresh() / "drift");
    resampled(drift);
    QVERIFY(only(drift, {FindingCode::SpacingUneven}));
  }

  void overlappingSlicesLieByTheirPositions() {
    writeStack(fresh(), supine, evenDepths,
               [](CtBytes& file, int) { file.put(0x18, 0x50, "DS", "2"); });
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SlicesOverlap}));
    QVERIFY(scan.findings[0].severity == Severity::Note);
    QCOMPARE(numberOf(&scan.findings[0], 0), 2.0);
    QCOMPARE(numberOf(&scan.findings[0], 1), 1.0);
  }

  void missingSlicesStop_data() {
    QTest::addColumn<QList<int>>("gone");
    QTest::newRow("one") << QList<int>{6};
    QTest::newRow("several") << QList<int>{3, 4, 9};
  }
  void missingSlicesStop() {
    QFETCH(QList<int>, gone);
    std::vector<double> depths;
    for (int k = 0; k < 15; ++k)
      if (!gone.contains(k)) depths.push_back(k);
    writeStack(fresh(), supine, depths);
    const Scan scan = read(fresh());
    QVERIFY(only(scan, {FindingCode::SlicesMissing}));
    QVERIFY(scan.findings[0].severity == Severity::Stop);
    QCOMPARE(numberOf(&scan.findings[0], 0), double(gone.size()));
    QVERIFY(std::abs(numberOf(&scan.findings[0], 1) - (5 + gone[0])) < 0.01);
    lossless(scan);
  }

  void shiftedSlicesAreTold() {
    for (const double shift : {0.4, 3.0}) {
      const Path folder = fresh() / (shift < 1 ? "little" : "far");
      writeStack(folder, supine, evenDepths, [&](CtBytes& file, int k) {
        if (k == 8)
          file.put(0x20, 0x32, "DS", decimalText(supine.toPatient({0, 0, 8}) + Vec3{shift, 0, 0}));
      });
      if (shift < 1)
        QVERIFY(only(read(folder), {FindingCode::SlicesShifted}));
      else
        QCOMPARE(errorOf([&] { read(folder); }), std::string("SliceGeometry"));
    }
  }

  void pixelsNeedNotBeSquare() {
    writeStack(fresh(), gridOf({0.4, 0, 0}, {0, 0.9, 0}, {0, 0, 1.2}), evenDepths);
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(length(scan.ct.geometry().spacing - Vec3{0.4, 0.9, 1.2}) < 1e-9);
    QVERIFY(only(scan, {}));
  }

  void withoutPlaceNothingIsGuessed() {
    for (const int element : {0x32, 0x37}) {
      const Path folder = fresh() / std::to_string(element);
      writeStack(folder, supine, evenDepths, [&](CtBytes& file, int k) {
        file.erase(0x20, element);
        file.put(0x20, 0x1041, "DS", std::to_string(k));  // a slice location is no position
      });
      QCOMPARE(errorOf([&] { read(folder); }), std::string("SliceGeometry"));
    }
  }

  /// A slice shows the mean over its thickness; where the top of the vault lies along the slices,
  /// the error is the one that the finding tells.
  void thickSlicesTellTheirError() {
    for (const double thick : {2.0, 4.0}) {
      const auto averaged = [&](const Vec3& p) {
        double sum = 0;
        for (int n = 0; n < 40; ++n) {
          const double z = p.z + thick * ((n + 0.5) / 40 - 0.5);
          sum += z < 13.3 - 0.001 * p.x ? 1000 : 35;  // the bone ends at 13.3
        }
        return sum / 40;
      };
      const ObliqueGeometry grid = gridOf({0.6, 0, 0}, {0, 0.6, 0}, {0, 0, thick});
      double error = 0;
      int tried = 0;
      // The bone may end anywhere between two slices.
      for (double phase = 0; phase < thick; phase += thick / 8, ++tried) {
        const Path folder = fresh() / (std::to_string(thick) + std::to_string(phase));
        ObliqueGeometry moved = grid;
        moved.origin.z += phase;
        for (int k = 0; k < 15; ++k) writeCt(folder, sliceName(k), ctSlice(moved, k, k, averaged));
        const Scan scan = read(folder);
        const Finding* told = findingIn(scan.findings, FindingCode::SlicesThick);
        QVERIFY(told);
        QVERIFY(std::abs(numberOf(told, 0) - thick) < 1e-6);
        double top = 13.3 - 2 * thick;
        while (sample(scan.ct, {3, -4, top}, -1024) >= 226) top += 0.01;
        error += (top - 13.3) / numberOf(told, 1);
      }
      QVERIFY2(std::abs(error / tried - 1) < 0.1, qPrintable(QString::number(error / tried)));
    }
  }
};

BREGMA_TEST(DicomGeometryTest, QCoreApplication);
#include "dicom_geometry_test.moc"
