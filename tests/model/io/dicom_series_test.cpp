#include "model/io/dicom_series.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/ramp_stacks.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class DicomSeriesTest : public RampStacks {
  Q_OBJECT
 private Q_SLOTS:
  void copiesAreLeftOut() {
    writeStack(fresh() / "a", supine, evenDepths);
    writeCt(fresh(), "copy", ctSlice(supine, 4, 5, ramp));     // the same instance
    writeCt(fresh(), "resent", ctSlice(supine, 7, 99, ramp));  // under a new UID
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SlicesDoubled}));
    QCOMPARE(numberOf(&scan.findings[0], 0), 2.0);
  }

  void contradictingSlicesStop() {
    writeStack(fresh(), supine, evenDepths);
    writeCt(fresh(), "other", ctSlice(supine, 7, 99, [](const Vec3& p) { return ramp(p) + 40; }));
    const Scan scan = read(fresh());
    QVERIFY(only(scan, {FindingCode::SlicesDoubled, FindingCode::SlicesContradict}));
    QVERIFY(findingIn(scan.findings, FindingCode::SlicesContradict)->severity == Severity::Stop);
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
        writeCt(fresh(), sliceName(2 * k + set), file);
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
    writeStack(fresh(), supine, evenDepths, [](CtBytes& file, int k) {
      file.put(0x20, 0x12, "IS", std::to_string(k / 3));
      file.put(0x08, 0x32, "TM", std::to_string(120000 + k));
    });
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {}));
  }

  void otherImagesStayOut() {
    writeStack(fresh(), supine, evenDepths);
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
    writeStack(fresh() / "a", supine, evenDepths);
    for (int k = 15; k < 22; ++k) {
      CtBytes file = ctSlice(other, k, k + 1, ramp);
      if (by == "position") file.erase(0x20, 0x32);
      writeCt(fresh(), sliceName(k), file);
    }
    const Scan scan = read(fresh());
    lossless(scan);
    QVERIFY(only(scan, {FindingCode::SeriesMixed, FindingCode::OtherImagesSkipped}));
    const Finding* mixed = findingIn(scan.findings, FindingCode::SeriesMixed);
    QVERIFY(mixed->severity == Severity::Stop);
    QCOMPARE(numberOf(mixed, 0), 7.0);
    QCOMPARE(std::get<std::string>(mixed->args[1]), by.toStdString());
  }
};

BREGMA_TEST(DicomSeriesTest, QCoreApplication);
#include "dicom_series_test.moc"
