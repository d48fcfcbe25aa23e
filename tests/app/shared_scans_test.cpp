// Real scans with tilt, where the data is.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "tests/app/cli.hpp"
#include "tests/room.hpp"

using namespace bregma::test;

class SharedScansTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  const QString data_ = QStringLiteral(BREGMA_SHARED "/data/dicom/");

  static QStringList codesOf(const QJsonObject& document) {
    QStringList codes;
    for (const QJsonValue finding : document["findings"].toArray())
      codes << finding["code"].toString();
    return codes;
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!QDir(data_).exists()) QSKIP("no shared data");
  }
  void tiltIsListed_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<double>("tilt");
    QTest::newRow("ge") << "ge-head-tilt-18.5" << 18.5;
    QTest::newRow("philips") << "philips-phantom-tilt-16.5" << 16.5;
  }
  void tiltIsListed() {
    QFETCH(QString, folder);
    QFETCH(double, tilt);
    const QJsonObject s =
        cli({"series", data_ + folder, "--json"}).json()["series"].toArray()[0].toObject();
    QVERIFY(std::abs(std::abs(s["tilt"].toDouble()) - tilt) < 0.2);
  }
  void theTiltedHeadIsTakenToItsSkull() {
    const QString out = folder_.filePath("ge");
    const Outcome run = cli({"run", data_ + "ge-head-tilt-18.5", "--to", "bone", "--set",
                             "export.skull=true", "--out", out, "--json"});
    QVERIFY2(run.exitCode == 0 || run.exitCode == 4, run.err);
    if (run.exitCode == 4) {  // a stop finding must be acknowledged first
      const QString code = run.json()["error"].toObject()["args"].toArray()[0].toString();
      const Outcome again =
          cli({"run", data_ + "ge-head-tilt-18.5", "--to", "bone", "--set", "export.skull=true",
               "--set", "export.acknowledged=" + code, "--out", out, "--json"});
      QVERIFY2(again.exitCode == 0, again.err);
    }
    QCOMPARE(meshComplaint(out), QString());
    QVERIFY(codesOf(QJsonDocument::fromJson(bytesOf(out + "/export/report.json")).object())
                .contains("GantryTilt"));
  }
  void theSawCutPhantomEndsClearly() {
    const QString out = folder_.filePath("philips");
    const Outcome run =
        cli({"run", data_ + "philips-phantom-tilt-16.5", "--out", out, "--json", "--no-pictures"});
    QVERIFY2(run.exitCode == 0 || run.exitCode == 3 || run.exitCode == 4, run.err);
    qInfo("exit %d %s", run.exitCode, qPrintable(run.error()));
    QCOMPARE(QFile::exists(out), run.exitCode == 0);
    if (run.exitCode == 0) QCOMPARE(meshComplaint(out), QString());
  }
};

BREGMA_TEST(SharedScansTest, QCoreApplication);
#include "shared_scans_test.moc"
