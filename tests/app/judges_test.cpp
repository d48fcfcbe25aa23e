// What others say about every part that can be asked for: admesh, and prusa-slicer, which slices
// each of them and must not repair any.
#include <QCoreApplication>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/app/cli.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// Words of a slicer that mended something, or wants to.
const QRegularExpression mended(QStringLiteral("repair|auto-?fix|manifold\\s*=\\s*no|open edges?\\b"
                                               "|errors? (was|were|have been)|degenerate"),
                                QRegularExpression::CaseInsensitiveOption);

}  // namespace

class JudgesTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  QString patient_ = folder_.filePath("patient"), bed_ = folder_.filePath("bed");

  static QStringList everything(const QString& out) {
    return {"run",           cranium(),
            "--out",         out,
            "--no-pictures", "--json",
            "--set",         "mold.siliconeTemplate=true",
            "--set",         "mold.fitGauge=true",
            "--set",         "mold.sprueDiameterMm=6",
            "--set",         "export.format=3mf"};
  }
  static QStringList parts(const QString& out) {
    QStringList found;
    for (const QString& file : filesUnder(out + "/export"))
      if (file.endsWith(QStringLiteral(".stl"))) found << file.chopped(4);
    return found;
  }
  void sliced(const QString& input) {
    const QString gcode = folder_.filePath("sliced.gcode");
    // A bed on which all of them find room, and supports below overhangs.
    const Outcome outcome =
        start("prusa-slicer",
              {"--export-gcode", "--layer-height", "0.3", "--perimeters", "1", "--raft-layers", "2",
               "--support-material", "--fill-density", "0%", "--bed-shape",
               "0x0,400x0,400x400,0x400", "--center", "200,200", "--output", gcode, input});
    const QByteArray said = outcome.out + outcome.err;
    QVERIFY2(outcome.exitCode == 0, said);
    QVERIFY2(!mended.match(QString::fromUtf8(said)).hasMatch(), said);
    QVERIFY(QFileInfo(gcode).size() > 10'000);
    QVERIFY(bytesOf(gcode).contains("G1 "));
    QFile::remove(gcode);
  }

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY2(QFile::exists(cranium()), "the package invesalius-examples is missing");
    const Outcome run = cli(everything(patient_));
    QVERIFY2(run.exitCode == 0, run.out + run.err);
    const Outcome laid = cli(everything(bed_) << "--set"
                                              << "export.laidOut=true"
                                              << "--set"
                                              << "mold.bedMm=90");
    QVERIFY2(laid.exitCode == 0, laid.out + laid.err);
  }
  void everyPartIsThere() {
    QCOMPARE(parts(patient_), (QStringList{"gauge", "implant", "mold-inner", "mold-outer",
                                           "template-bed", "template-frame", "template-master"}));
    QVERIFY(parts(bed_).size() >= parts(patient_).size());
  }
  void admeshRepairsNothing() {
    QCOMPARE(meshComplaint(patient_), QString());
    QCOMPARE(meshComplaint(bed_), QString());
  }
  void prusaSlicesEveryPart_data() {
    QTest::addColumn<QString>("file");
    for (const QString& part : parts(patient_))
      QTest::addRow("%s", qPrintable(part)) << patient_ + "/export/" + part + ".stl";
    // The pieces for a small bed, all at once.
    QTest::addRow("laid out") << bed_ + "/export/parts.3mf";
  }
  void prusaSlicesEveryPart() {
    QFETCH(QString, file);
    sliced(file);
  }
  void theArchiveOpensWithAllPartsNamed() {
    for (const QString& out : {patient_, bed_}) {
      const QString archive = out + "/export/parts.3mf";
      const Outcome info = start("prusa-slicer", {"--info", archive});
      QVERIFY2(info.exitCode == 0, info.err);
      const QString text = QString::fromUtf8(info.out);
      QVERIFY2(!mended.match(text).hasMatch(), info.out);
      QCOMPARE(int(text.count(QStringLiteral("manifold = yes"))), int(parts(out).size()));
      // The names as the slicer read them: it tells them when it writes the archive again.
      const QString again = folder_.filePath("again.3mf");
      QCOMPARE(start("prusa-slicer", {"--export-3mf", "--output", again, archive}).exitCode, 0);
      const QByteArray names = start("unzip", {"-p", again, "Metadata/Slic3r_PE_model.config"}).out;
      for (const QString& part : parts(out)) {
        const QString name = QStringLiteral(R"(type="object" key="name" value="%1")").arg(part);
        QVERIFY2(names.contains(name.toUtf8()), qPrintable(part + " is not in " + names));
      }
      QFile::remove(again);
    }
  }
};

BREGMA_TEST(JudgesTest, QCoreApplication);
#include "judges_test.moc"
