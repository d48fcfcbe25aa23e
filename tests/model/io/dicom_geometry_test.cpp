// Every way in which series lie, from files written byte by byte: exact positions and values, or
// a refusal with a name of its own.
#include <QCoreApplication>
#include <QTest>
#include <functional>
#include <numbers>

#include "model/phantom.hpp"
#include "model/scan.hpp"
#include "tests/model/io/ct_files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// Grows evenly to every side: interpolation keeps it, and each millimeter changes it.
double ramp(const Vec3& p) { return 100 + 10 * p.x + 7 * p.y + 12 * p.z; }

ObliqueGeometry gridOf(const Vec3& row, const Vec3& column, const Vec3& slice) {
  ObliqueGeometry grid;
  grid.size = {22, 18, 15};
  grid.steps.columns = {row, column, slice};
  // About the middle, so that all ways of lying show the same block.
  grid.origin = Vec3{3, -4, 12} - (row * 10.5 + column * 8.5 + slice * 7);
  return grid;
}

const ObliqueGeometry supine = gridOf({0.6, 0, 0}, {0, 0.6, 0}, {0, 0, 1});

std::string nameOf(int n) { return "s" + std::to_string(1000 + n); }

using Change = std::function<void(CtBytes&, int)>;

/// Slices at the given depths (in steps of the third axis).
void writeStack(const Path& folder, const ObliqueGeometry& grid, const std::vector<double>& depths,
                const Change& change = {}, const Storage& as = {},
                Encoding encoding = Encoding::Explicit) {
  for (std::size_t k = 0; k < depths.size(); ++k) {
    CtBytes file = ctSlice(grid, depths[k], int(k) + 1, ramp, as);
    if (change) change(file, int(k));
    writeCt(folder, nameOf(int(k)), file, encoding);
  }
}

std::vector<double> every(double from, double to, double step = 1) {
  std::vector<double> depths;
  for (double d = from; d < to - 1e-9; d += step) depths.push_back(d);
  return depths;
}

/// The largest error of a voxel that shows something, and how many do.
std::pair<double, std::size_t> rampError(const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  double worst = 0;
  std::size_t shown = 0;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        const int value = ct.at(i, j, k);
        if (value == -1024) continue;
        ++shown;
        worst = std::max(worst, std::abs(value - ramp(g.toPatient(i, j, k))));
      }
  return {worst, shown};
}

bool only(const Scan& scan, std::vector<FindingCode> codes) {
  std::vector<FindingCode> got;
  for (const Finding& f : scan.findings) got.push_back(f.code);
  std::ranges::sort(got);
  std::ranges::sort(codes);
  if (got == codes) return true;
  for (const Finding& f : scan.findings) qWarning("found %s", bregma::nameOf(f.code).data());
  return false;
}

}  // namespace

class DicomGeometryTest : public QObject {
  Q_OBJECT
  Folder folder_;
  const std::vector<double> even_ = every(0, 15);

  Scan read(const Path& folder) const { return importScan(folder, {}); }
  Path fresh() const { return folder_ / QTest::currentTestFunction() / rowName(); }
  static std::string rowName() {
    const char* tag = QTest::currentDataTag();
    return tag ? tag : "one";
  }
  /// The file's own voxels, at their places.
  void lossless(const Scan& scan) const {
    const auto [worst, shown] = rampError(scan.ct);
    QCOMPARE(shown, supine.count());
    QVERIFY2(worst <= 1, qPrintable(QString::number(worst)));
    const Geometry& g = scan.ct.geometry();
    QVERIFY(length(g.origin - (Vec3{3, -4, 12} - Vec3{(g.size[0] - 1) * g.spacing.x / 2,
                                                      (g.size[1] - 1) * g.spacing.y / 2,
                                                      (g.size[2] - 1) * g.spacing.z / 2})) < 0.01);
  }
  void resampled(const Scan& scan, double mostHu = 1.6) const {
    const auto [worst, shown] = rampError(scan.ct);
    QVERIFY2(shown > 3000, qPrintable(QString::number(shown)));
    QVERIFY2(worst <= mostHu, qPrintable(QString::number(worst)));
  }

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
      writeStack(folder, gridOf(r * 0.6, c * 0.6, n * way), even_,
                 [&](CtBytes& file, int) { file.put(0x18, 0x5100, "CS", position.toStdString()); });
      const Scan scan = read(folder);
      lossless(scan);
      QVERIFY(only(scan, {}));
    }
  }

  void shuffledNamesAndNumbers() {
    for (int k = 0; k < 15; ++k) {
      CtBytes file = ctSlice(supine, k, (k * 7) % 15, ramp);
      writeCt(fresh(), nameOf((k * 4) % 15), file);
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
                 even_);
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
                 even_);
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
      writeCt(fresh(), nameOf(k), ctSlice(grid, k, k, [&](const Vec3& p) {
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
    writeStack(fresh(), supine, even_, [](CtBytes& file, int) { file.put(0x18, 0x50, "DS", "2"); });
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SlicesOverlap}));
    QVERIFY(scan.findings[0].severity == Severity::Note);
    QCOMPARE(numberOf(&scan.findings[0], 0), 2.0);
    QCOMPARE(numberOf(&scan.findings[0], 1), 1.0);
  }

  void copiesAreLeftOut() {
    writeStack(fresh() / "a", supine, even_);
    writeCt(fresh(), "copy", ctSlice(supine, 4, 5, ramp));     // the same instance
    writeCt(fresh(), "resent", ctSlice(supine, 7, 99, ramp));  // under a new UID
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SlicesDoubled}));
    QCOMPARE(numberOf(&scan.findings[0], 0), 2.0);
  }

  void contradictingSlicesStop() {
    writeStack(fresh(), supine, even_);
    writeCt(fresh(), "other", ctSlice(supine, 7, 99, [](const Vec3& p) { return ramp(p) + 40; }));
    const Scan scan = read(fresh());
    QVERIFY(only(scan, {FindingCode::SlicesDoubled, FindingCode::SlicesContradict}));
    QVERIFY(findingIn(scan.findings, FindingCode::SlicesContradict)->severity == Severity::Stop);
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
      writeStack(folder, supine, even_, [&](CtBytes& file, int k) {
        if (k == 8)
          file.put(0x20, 0x32, "DS", decimalText(supine.toPatient({0, 0, 8}) + Vec3{shift, 0, 0}));
      });
      if (shift < 1)
        QVERIFY(only(read(folder), {FindingCode::SlicesShifted}));
      else
        QCOMPARE(errorOf([&] { read(folder); }), std::string("SliceGeometry"));
    }
  }

  void twoSeriesUnderOneUid_data() {
    QTest::addColumn<int>("by");
    QTest::newRow("kernel") << 0;
    QTest::newRow("acquisition") << 1;
    QTest::newRow("time") << 2;
    QTest::newRow("instance number") << 3;
    QTest::newRow("acquisition, half a step apart") << 4;
  }
  void twoSeriesUnderOneUid() {
    QFETCH(int, by);
    for (int set = 0; set < 2; ++set)
      for (int k = 0; k < 15; ++k) {
        const double depth = by == 4 && set == 1 ? k + 0.5 : k;
        CtBytes file = ctSlice(supine, depth, by == 3 ? set * 15 + k : 2 * k + set,
                               [&](Vec3 p) { return ramp(p) + 200 * set; });
        if (by == 0) file.put(0x18, 0x1210, "SH", set ? "H31s" : "H60s");
        if (by == 1 || by == 4) file.put(0x20, 0x12, "IS", std::to_string(set + 1));
        if (by == 2) file.put(0x08, 0x32, "TM", set ? "120500" : "120000");
        writeCt(fresh(), nameOf(2 * k + set), file);
      }
    const auto list = listSeries(fresh());
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list[0].uid, std::string("1.2.3.4"));
    QCOMPARE(list[1].uid, std::string("1.2.3.4#2"));
    const Scan first = read(fresh());
    const Finding* told = findingIn(first.findings, FindingCode::SeriesInterleaved);
    QVERIFY(told);
    QCOMPARE(numberOf(told, 0), 2.0);
    QVERIFY(QTest::currentDataTag() == std::get<std::string>(told->args[1]) || by == 4);
    QVERIFY(!findingIn(first.findings, FindingCode::SlicesDoubled));
    // Each set is whole and unmixed.
    ImportSettings second;
    second.seriesUid = "1.2.3.4#2";
    const Scan other = importScan(fresh(), second);
    QCOMPARE(other.seriesUid, second.seriesUid);
    for (const Scan* scan : {&first, &other}) {
      QCOMPARE(scan->ct.geometry().size[2], 15);
      const auto& g = scan->ct.geometry();
      const double offset = scan->ct.at(3, 3, 3) - ramp(g.toPatient(3, 3, 3)) > 100 ? 200 : 0;
      for (int k = 0; k < 15; ++k)
        QVERIFY(std::abs(scan->ct.at(5, 6, k) - ramp(g.toPatient(5, 6, k)) - offset) <= 1);
    }
  }

  void turnsOfTheTubeAreNoSeriesOfTheirOwn() {
    writeStack(fresh(), supine, even_, [](CtBytes& file, int k) {
      file.put(0x20, 0x12, "IS", std::to_string(k / 3));
      file.put(0x08, 0x32, "TM", std::to_string(120000 + k));
    });
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
  }

  void otherImagesStayOut() {
    writeStack(fresh(), supine, even_);
    CtBytes scout = ctSlice(gridOf({0.6, 0, 0}, {0, 0, -0.6}, {0, 1, 0}), 3, 50, ramp);
    scout.put(0x08, 0x08, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER");
    CtBytes axialScout = ctSlice(supine, 5.5, 51, ramp);
    axialScout.put(0x08, 0x08, "CS", "ORIGINAL\\PRIMARY\\LOCALIZER");
    CtBytes screenshot = ctSlice(supine, 6, 52, ramp);
    screenshot.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.7");
    screenshot.erase(0x20, 0x32);
    screenshot.erase(0x20, 0x37);
    CtBytes colored = ctSlice(supine, 6, 53, ramp);
    colored.number(0x02, 3);
    CtBytes dose;
    dose.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.88.67");
    dose.put(0x08, 0x60, "CS", "SR");
    dose.put(0x20, 0x0e, "UI", "1.2.3.4");
    writeCt(fresh(), "scout", scout);
    writeCt(fresh(), "axialscout", axialScout);
    writeCt(fresh(), "screenshot", screenshot);
    writeCt(fresh(), "colored", colored);
    writeCt(fresh(), "dose", dose);
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::OtherImagesSkipped}));
    QCOMPARE(numberOf(&scan.findings[0], 0), 4.0);
  }

  void mixedSeriesStop_data() {
    QTest::addColumn<QString>("by");
    for (const char* by : {"size", "pixel spacing", "direction", "position"})
      QTest::newRow(by) << QString(by);
  }
  void mixedSeriesStop() {
    QFETCH(QString, by);
    ObliqueGeometry other = supine;
    if (by == "size") other.size[1] = 16;
    if (by == "pixel spacing") other.steps.columns[0].x = 0.5;
    if (by == "direction") other.steps.columns[1] = {0, 0.58, 0.15};
    writeStack(fresh() / "a", supine, even_);
    for (int k = 15; k < 22; ++k) {
      CtBytes file = ctSlice(other, k, k + 1, ramp);
      if (by == "position") file.erase(0x20, 0x32);
      writeCt(fresh(), nameOf(k), file);
    }
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SeriesMixed, FindingCode::OtherImagesSkipped}));
    const Finding* mixed = findingIn(scan.findings, FindingCode::SeriesMixed);
    QVERIFY(mixed->severity == Severity::Stop);
    QCOMPARE(numberOf(mixed, 0), 7.0);
    QCOMPARE(std::get<std::string>(mixed->args[1]), by.toStdString());
  }

  void withoutPlaceNothingIsGuessed() {
    for (const int element : {0x32, 0x37}) {
      const Path folder = fresh() / std::to_string(element);
      writeStack(folder, supine, even_, [&](CtBytes& file, int k) {
        file.erase(0x20, element);
        file.put(0x20, 0x1041, "DS", std::to_string(k));  // a slice location is no position
      });
      QCOMPARE(errorOf([&] { read(folder); }), std::string("SliceGeometry"));
    }
  }

  void storedValues_data() {
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("isSigned");
    QTest::addColumn<double>("slope");
    QTest::addColumn<double>("intercept");
    const auto row = [](const char* name, int bits, bool sign, double slope, double intercept) {
      QTest::newRow(name) << bits << sign << slope << intercept;
    };
    row("12 bit unsigned", 12, false, 1, -1024);
    row("12 bit signed, stored HU", 12, true, 1, 0);
    row("16 bit signed, stored HU", 16, true, 1, 0);
    row("16 bit unsigned, -8192", 16, false, 1, -8192);
    row("16 bit signed, slope 0.5", 16, true, 0.5, -100);
    row("12 bit unsigned, slope 2", 12, false, 2, -1024);
  }
  void storedValues() {
    QFETCH(int, bits);
    QFETCH(bool, isSigned);
    QFETCH(double, slope);
    QFETCH(double, intercept);
    const Storage as{.slope = slope, .intercept = intercept, .bits = bits, .isSigned = isSigned};
    writeStack(fresh(), supine, even_, {}, as);
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
    QCOMPARE(scan.rescaleSlope, slope);
    QCOMPARE(scan.rescaleIntercept, intercept);
  }

  void paddingIsAir() {
    const auto hole = [](const Vec3& p) { return p.x > 6 ? -2000.0 : ramp(p); };
    const Storage as{.intercept = 0, .isSigned = true};
    for (int k = 0; k < 15; ++k) {
      CtBytes one = ctSlice(supine, k, k, hole, as), range = ctSlice(supine, k, k, hole, as);
      one.put(0x28, 0x120, "SS", little(std::uint32_t(-2000) & 0xffff, 2));
      range.put(0x28, 0x120, "SS", little(std::uint32_t(-2050) & 0xffff, 2));
      range.put(0x28, 0x121, "SS", little(std::uint32_t(-1900) & 0xffff, 2));
      writeCt(fresh() / "one", nameOf(k), one);
      writeCt(fresh() / "range", nameOf(k), range);
    }
    // 63 is a value like others, but for this file it means nothing.
    Storage low{.intercept = -100};
    for (int k = 0; k < 15; ++k) {
      CtBytes file = ctSlice(
          supine, k, k, [](const Vec3& p) { return p.x > 6 ? -37 : ramp(p); }, low);
      file.put(0x28, 0x120, "US", little(63, 2));
      writeCt(fresh() / "plus", nameOf(k), file);
    }
    for (const char* kind : {"one", "range", "plus"}) {
      const CtVolume ct = read(fresh() / kind).ct;
      QCOMPARE(int(ct.at(20, 5, 5)), -1024);
      QVERIFY(std::abs(ct.at(2, 5, 5) - ramp(ct.geometry().toPatient(2, 5, 5))) <= 1);
    }
  }

  void pixelsNeedNotBeSquare() {
    writeStack(fresh(), gridOf({0.4, 0, 0}, {0, 0.9, 0}, {0, 0, 1.2}), even_);
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(length(scan.ct.geometry().spacing - Vec3{0.4, 0.9, 1.2}) < 1e-9);
    QVERIFY(only(scan, {}));
  }

  void encodings_data() {
    QTest::addColumn<int>("encoding");
    QTest::newRow("explicit") << int(Encoding::Explicit);
    QTest::newRow("implicit") << int(Encoding::Implicit);
    QTest::newRow("big endian") << int(Encoding::BigEndian);
    QTest::newRow("deflated") << int(Encoding::Deflated);
  }
  void encodings() {
    QFETCH(int, encoding);
    writeStack(fresh(), supine, even_, {}, {}, Encoding(encoding));
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
  }

  void topOfTheScale() {
    const auto metal = [](const Vec3& p) {
      return length(p - Vec3{3, -4, 12}) < 2 ? 9000 : ramp(p);
    };
    for (int k = 0; k < 15; ++k) {
      writeCt(fresh() / "clipped", nameOf(k), ctSlice(supine, k, k, metal, {.bits = 12}));
      writeCt(fresh() / "extended", nameOf(k), ctSlice(supine, k, k, metal, {.intercept = -8192}));
      writeCt(fresh() / "low", nameOf(k),
              ctSlice(supine, k, k, metal, {.slope = 0.25, .intercept = -200, .bits = 11}));
    }
    const Scan clipped = read(fresh() / "clipped"), extended = read(fresh() / "extended"),
               low = read(fresh() / "low");
    QVERIFY(only(clipped, {FindingCode::ValuesClipped}));
    QCOMPARE(numberOf(&clipped.findings[0], 0), 3071.0);
    QVERIFY(clipped.findings[0].severity == Severity::Note);
    QVERIFY(only(extended, {}));
    QCOMPARE(int(std::ranges::max(extended.ct.voxels())), 9000);
    QVERIFY(only(low, {FindingCode::ValuesClipped}));
    QVERIFY(low.findings[0].severity == Severity::Warning);
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
        for (int k = 0; k < 15; ++k) writeCt(folder, nameOf(k), ctSlice(moved, k, k, averaged));
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

  void framesOfAnEnhancedImage_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("explicit") << 0;
    QTest::newRow("implicit") << 1;
    QTest::newRow("run lengths") << 2;
    QTest::newRow("deflated") << 3;
  }
  void framesOfAnEnhancedImage();
};

namespace {

/// A sequence of items, each a data set; known lengths.
std::string itemsOf(const std::vector<std::string>& dataSets) {
  std::string all;
  for (const std::string& set : dataSets)
    all += tag(0xfffe, 0xe000) + little(std::uint32_t(set.size()), 4) + set;
  return all;
}

/// PackBits without any run, two planes.
std::string runLengths(const std::string& bytes) {
  std::string planes[2];
  for (int p = 0; p < 2; ++p) {
    std::string plane;
    for (std::size_t i = std::size_t(1 - p); i < bytes.size(); i += 2) plane += bytes[i];
    for (std::size_t at = 0; at < plane.size(); at += 128) {
      const std::string part = plane.substr(at, 128);
      planes[p] += char(part.size() - 1) + part;
    }
    if (planes[p].size() % 2) planes[p] += char(-128);
  }
  std::string head = little(2, 4) + little(64, 4) + little(std::uint32_t(64 + planes[0].size()), 4);
  head.resize(64);
  return head + planes[0] + planes[1];
}

}  // namespace

void DicomGeometryTest::framesOfAnEnhancedImage() {
  QFETCH(int, kind);
  const Encoding encoding = kind == 1   ? Encoding::Implicit
                            : kind == 3 ? Encoding::Deflated
                                        : Encoding::Explicit;
  // The order of the frames says nothing; they lie by their positions.
  std::vector<std::string> frames;
  std::string pixels, fragments = itemsOf({""});
  for (int n = 0; n < 15; ++n) {
    const int k = (n * 4) % 15;
    CtBytes position, group;
    position.put(0x20, 0x32, "DS", decimalText(supine.toPatient({0, 0, double(k)})));
    group.put(0x20, 0x9113, "SQ", itemsOf({position.dataSet(encoding)}));
    frames.push_back(group.dataSet(encoding));
    const std::string bytes = pixelBytes(slicePixels(supine, k, {}, ramp));
    pixels += bytes;
    fragments += itemsOf({runLengths(bytes)});
  }
  CtBytes directions, measures, values, shared;
  directions.put(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0");
  measures.put(0x28, 0x30, "DS", "0.6\\0.6");
  values.put(0x28, 0x1052, "DS", "-1024");
  values.put(0x28, 0x1053, "DS", "1");
  shared.put(0x20, 0x9116, "SQ", itemsOf({directions.dataSet(encoding)}));
  shared.put(0x28, 0x9110, "SQ", itemsOf({measures.dataSet(encoding)}));
  shared.put(0x28, 0x9145, "SQ", itemsOf({values.dataSet(encoding)}));
  CtBytes file = ctSlice(supine, 0, 1, ramp);
  file.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2.1");
  for (const int element : {0x30, 0x1052, 0x1053}) file.erase(0x28, element);
  for (const int element : {0x32, 0x37}) file.erase(0x20, element);
  file.put(0x28, 0x08, "IS", "15");
  file.put(0x5200, 0x9229, "SQ", itemsOf({shared.dataSet(encoding)}));
  file.put(0x5200, 0x9230, "SQ", itemsOf(frames));
  file.put(0x7fe0, 0x10, "OW", pixels);
  std::string bytes = file.file(encoding);
  if (kind == 2) {
    // As above, but for the pixels.
    file.erase(0x7fe0, 0x10);
    bytes = prefixed("1.2.840.10008.1.2.5") + file.dataSet(encoding) + tag(0x7fe0, 0x10) + "OB" +
            little(0, 2) + little(0xffffffff, 4) + fragments + tag(0xfffe, 0xe0dd) + little(0, 4);
  }
  std::filesystem::create_directories(fresh());
  write(fresh() / "enhanced.dcm", bytes);
  const Scan scan = read(fresh() / "enhanced.dcm");
  lossless(scan);
  QVERIFY(only(scan, {}));
  QCOMPARE(listSeries(fresh())[0].slices, 15);
  // Cut off within the frames.
  write(fresh() / "enhanced.dcm", bytes.substr(0, bytes.size() / 2));
  QCOMPARE(errorOf([&] { read(fresh()); }), std::string("FileDamaged"));
}

BREGMA_TEST(DicomGeometryTest, QCoreApplication);
#include "dicom_geometry_test.moc"
