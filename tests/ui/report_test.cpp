#include "ui/report.hpp"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/room.hpp"
#include "ui/messages.hpp"

using namespace bregma;

namespace {

QString word(const char* text) { return QString::fromUtf8(text); }

ReportContent fullContent(int findings, int files, int pictures = 6) {
  ReportContent c{word("Cranioplasty plan"),
                  word("0.1.0"),
                  word("spline"),
                  word("dicom"),
                  QString(64, u'a'),
                  {},
                  {},
                  {},
                  {},
                  {}};
  for (int i = 0; i < pictures; ++i) {
    QImage image(320, 320, QImage::Format_RGB888);
    image.fill(QColor::fromHsv(i * 25 % 360, 120, 220));
    c.pictures.push_back({word("Picture %1").arg(i + 1), image});
  }
  for (int i = 0; i < 16; ++i)
    c.numbers.push_back({word("Number %1").arg(i), word("%1 mm").arg(i), word("≤ 8 mm"), i <= 8});
  for (int i = 0; i < findings; ++i) {
    const Finding f{
        FindingCode(i % 32), Severity(2 - 3 * i / std::max(1, findings)), {}, {7.0, 8.0}, {}};
    c.findings.push_back({f.severity, sentence(f), i == 0});
  }
  for (int i = 0; i < files; ++i)
    c.files.push_back({word("export/mold-%1-outer.stl").arg(i), QString(64, QChar(u'0' + i % 10))});
  for (int i = 0; i < 14; ++i) c.settings << word("setting %1 of %2 mm").arg(i).arg(i * 0.25);
  return c;
}

QString output(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  process.waitForFinished();
  return QString::fromUtf8(process.readAllStandardOutput());
}

}  // namespace

class ReportTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    if (QStandardPaths::findExecutable(word("pdftotext")).isEmpty()) QSKIP("needs poppler-utils");
    file_ = folder_.filePath(word("report.pdf"));
    QFile::remove(file_);
  }
  void isOnePageHoweverMuchThereIs_data() {
    QTest::addColumn<int>("findings");
    QTest::addColumn<int>("files");
    QTest::addColumn<int>("pictures");
    QTest::newRow("nothing") << 0 << 0 << 0;
    QTest::newRow("usual") << 6 << 5 << 6;
    QTest::newRow("much") << 20 << 8 << 6;
    QTest::newRow("ten pictures") << 5 << 8 << 10;
    QTest::newRow("far too much") << 90 << 40 << 30;
  }
  void isOnePageHoweverMuchThereIs() {
    QFETCH(int, findings);
    QFETCH(int, files);
    QFETCH(int, pictures);
    writeReport(file_.toStdString(), fullContent(findings, files, pictures));
    const QString facts = output(word("pdfinfo"), {file_});
    QVERIFY(facts.contains(QRegularExpression(word("Pages: +1\n"))));
    QVERIFY(facts.contains(word("A4")));
  }
  void showsAllOfTwentyFindingsAndEightFiles() {
    const ReportContent content = fullContent(20, 8);
    writeReport(file_.toStdString(), content);
    const QString text = output(word("pdftotext"), {word("-layout"), file_, word("-")});
    QVERIFY(text.contains(content.title));
    QVERIFY(text.contains(content.inputSha256));
    QVERIFY(text.contains(word("not a certified medical device")));
    for (const auto& p : content.pictures) QVERIFY(text.contains(p.caption));
    for (const auto& f : content.files) QVERIFY(text.contains(f.sha256));
    for (const auto& n : content.numbers) QVERIFY(text.contains(n.name));
    const QString flat =
        output(word("pdftotext"), {file_, word("-")}).simplified().remove(u' ').remove(u'-');
    for (const auto& f : content.findings)
      QVERIFY2(flat.contains(f.text.simplified().remove(u' ').remove(u'-')), qPrintable(f.text));
    QVERIFY(!text.contains(word("see report.json")));
  }
  void saysWhatItLeavesOut() {
    writeReport(file_.toStdString(), fullContent(90, 40));
    const QString text = output(word("pdftotext"), {word("-layout"), file_, word("-")});
    QVERIFY(text.contains(word("more findings: see report.json")));
    QVERIFY(text.contains(word("28 more files: see report.json")));
  }
  void leavesTheOldFileWhenItCannotWrite() {
    try {
      writeReport(folder_.filePath(word("none/report.pdf")).toStdString(), fullContent(1, 1));
      QFAIL("should have thrown");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::WriteFailed);
    }
    QVERIFY(QDir(folder_.path()).entryList(QDir::Files).isEmpty());
  }
  void keepsThePixelsOfAPicture() {
    const Picture picture{"front", 2, 1, {1, 2, 3, 200, 100, 50}};
    const QImage image = imageOf(picture);
    QCOMPARE(image.size(), QSize(2, 1));
    QCOMPARE(image.pixel(0, 0), qRgb(1, 2, 3));
    QCOMPARE(image.pixel(1, 0), qRgb(200, 100, 50));
    QVERIFY(imageOf({}).isNull());
  }

  void makesAReportOfACaseThatWasNotRun() {
    const ReportContent content = reportOf(Case{}, {}, word("0.1.0"));
    QVERIFY(content.numbers.empty() && content.files.empty());
    QVERIFY(!content.settings.isEmpty());
    writeReport(file_.toStdString(), content);
    QVERIFY(QFile::exists(file_));
  }
  void marksNumbersBeyondTheirLimits() {
    ImplantReview good;
    good.volumeMm3 = 4210;
    good.thicknessMinMm = good.medialMinMm = 3.2;
    good.thicknessMeanMm = good.medialMeanMm = 5;
    good.gapMinMm = 0.45;
    good.gapMeanMm = 0.52;
    good.gapP95Mm = 0.7;
    good.rimStepP95Mm = 0.3;
    ImplantReview bad = good;
    bad.thicknessMinMm = 1.9;
    bad.gapMeanMm = 0.8;
    bad.rimStepP95Mm = 0.9;
    bad.overlapMm3 = 50;
    bad.undercutMm2 = 12;
    const auto broken = [](const ReportContent& content) {
      return std::count_if(content.numbers.begin(), content.numbers.end(),
                           [](const ReportNumber& n) { return !n.kept; });
    };
    const Case planned({}, Plan{});
    MoldReview fits, caught;
    fits.cavityErrorP99Mm = 0.04;
    fits.separates = true;
    caught.cavityErrorP99Mm = 0.3;
    caught.undercutMm2 = 5;
    QCOMPARE(broken(reportOf(planned, {good}, {fits}, {}, {})), 0);
    QCOMPARE(broken(reportOf(planned, {bad}, {fits}, {}, {})), 5);
    QCOMPARE(broken(reportOf(planned, {good}, {caught}, {}, {})), 3);
    const ReportContent content = reportOf(planned, {good}, {}, {}, {});
    QVERIFY(std::ranges::any_of(content.numbers,
                                [](const ReportNumber& n) { return n.value == word("4.21 cm³"); }));
    // Two implants: their numbers can be told apart.
    const ReportContent two = reportOf(planned, {good, bad}, {}, {}, {});
    QVERIFY(two.numbers.front().name.startsWith(word("1: ")));
    QVERIFY(two.numbers.back().name.startsWith(word("2: ")));
  }
  void showsTheSixSidesFirst() {
    std::vector<Picture> pictures;
    for (const char* name :
         {"import-axial", "implant", "bottom", "top", "right", "left", "back", "front", "mold"})
      pictures.push_back({name, 1, 1, {1, 2, 3}});
    const ReportContent content = reportOf(Case{}, pictures, {});
    QCOMPARE(content.pictures.size(), std::size_t(8));
    QCOMPARE(content.pictures.front().caption, word("From the front"));
    QCOMPARE(content.pictures[6].caption, word("The implant in place"));
    QCOMPARE(content.pictures.back().caption, word("Press mold"));
  }

 private:
  QTemporaryDir folder_;
  QString file_;
};

/// The page must not need a display.
struct OffscreenApplication : QGuiApplication {
  OffscreenApplication(int& count, char** arguments)
      : QGuiApplication((qputenv("QT_QPA_PLATFORM", "offscreen"), count), arguments) {}
};

BREGMA_TEST(ReportTest, OffscreenApplication);
#include "report_test.moc"
