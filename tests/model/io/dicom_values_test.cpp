#include "model/io/dicom_values.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/ramp_stacks.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class DicomValuesTest : public RampStacks {
  Q_OBJECT
 private Q_SLOTS:
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
    writeStack(fresh(), supine, evenDepths, {}, as);
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
      writeCt(fresh() / "one", sliceName(k), one);
      writeCt(fresh() / "range", sliceName(k), range);
    }
    // 63 is a value like others, but for this file it means nothing.
    Storage low{.intercept = -100};
    for (int k = 0; k < 15; ++k) {
      CtBytes file = ctSlice(
          supine, k, k, [](const Vec3& p) { return p.x > 6 ? -37 : ramp(p); }, low);
      file.put(0x28, 0x120, "US", little(63, 2));
      writeCt(fresh() / "plus", sliceName(k), file);
    }
    for (const char* kind : {"one", "range", "plus"}) {
      const CtVolume ct = read(fresh() / kind).ct;
      QCOMPARE(int(ct.at(20, 5, 5)), -1024);
      QVERIFY(std::abs(ct.at(2, 5, 5) - ramp(ct.geometry().toPatient(2, 5, 5))) <= 1);
    }
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
    writeStack(fresh(), supine, evenDepths, {}, {}, Encoding(encoding));
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
  }

  void topOfTheScale() {
    const auto metal = [](const Vec3& p) {
      return length(p - Vec3{3, -4, 12}) < 2 ? 9000 : ramp(p);
    };
    for (int k = 0; k < 15; ++k) {
      writeCt(fresh() / "clipped", sliceName(k), ctSlice(supine, k, k, metal, {.bits = 12}));
      writeCt(fresh() / "extended", sliceName(k),
              ctSlice(supine, k, k, metal, {.intercept = -8192}));
      writeCt(fresh() / "low", sliceName(k),
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
};

BREGMA_TEST(DicomValuesTest, QCoreApplication);
#include "dicom_values_test.moc"
