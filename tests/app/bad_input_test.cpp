// Bad input: the right exit code, one sentence, nothing half-written.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "model/io/image_file.hpp"
#include "model/phantom.hpp"
#include "tests/app/cli.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class BadInputTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  int runs_ = 0;

  QString made(const QString& name, const QByteArray& bytes) {
    const QString path = folder_.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    write(path, bytes);
    return path;
  }
  QString phantom(const QString& name, const QStringList& options) {
    const QString path = folder_.filePath(name);
    const Outcome made =
        cli(QStringList{"phantom", path, "--pixel", "1.5", "--slice", "2"} + options);
    if (made.exitCode != 0) qWarning("%s", made.err.constData());
    return path;
  }
  static QByteArray nrrd(const QByteArray& sizes, const QByteArray& data = QByteArray(64, 0)) {
    return "NRRD0004\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: " + sizes +
           "\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nencoding: raw\nendian: little\n"
           "space origin: (0,0,0)\n\n" +
           data;
  }
  static QString shared(const char* path) { return QStringLiteral(BREGMA_SHARED "/data/") + path; }

  // Runs and compares "exit code, error code"; checks that nothing came into being.
  void expect(const QString& input, int exitCode, const QString& error,
              const QStringList& options = {}) {
    const QString out = folder_.filePath(QString("out-%1").arg(++runs_));
    const Outcome run = cli(QStringList{"run", input, "--out", out, "--json"} + options);
    QVERIFY2(run.exitCode == exitCode, run.err + run.out.left(2000));
    if (!error.isEmpty()) QCOMPARE(run.error(), error);
    QVERIFY2(!QFile::exists(out) && !QFile::exists(out + ".bregma-part"), "something was written");
    const QList<QByteArray> lines = run.err.trimmed().split('\n');
    QVERIFY2(lines.last().startsWith("bregma-cli: ") && lines.last().size() > 30, run.err);
    QVERIFY2(!lines.last().contains("%1") && !lines.last().contains("bug"), run.err);
  }

 private Q_SLOTS:
  void missing() { expect(folder_.filePath("nothing-here"), 3, "PathMissing"); }
  void emptyFolder() {
    QDir().mkpath(folder_.filePath("empty"));
    expect(folder_.filePath("empty"), 3, "FolderEmpty");
  }
  void notDicom() {
    made("texts/a.txt", "hello");
    made("texts/b.dcm", QByteArray(4000, 'x'));
    expect(folder_.filePath("texts"), 3, {});
    expect(made("strange.xyz", "hello"), 3, "FormatUnknown");
    expect(made("strange.dcm", QByteArray(4000, 'x')), 3, {});
  }
  void aTruncatedSlice() {
    const QString head = phantom("truncated", {});
    const QStringList files = QDir(head).entryList(QDir::Files, QDir::Name);
    QVERIFY(files.size() > 50);
    QFile slice(head + "/" + files[files.size() / 2]);
    QVERIFY(slice.resize(slice.size() / 2));
    expect(head, 3, "FileDamaged");
  }
  void missingSlicesAreToldOrRefused() {
    const QString head = phantom("gaps", {"--drop", "60", "61"});
    const QString out = folder_.filePath("out-gaps");
    const Outcome run = cli({"run", head, "--out", out, "--to", "implant", "--json"});
    QVERIFY2(run.out.contains("SlicesMissing"), run.out + run.err);
    QVERIFY2(run.exitCode == 0 || run.exitCode == 4, run.err);
    QCOMPARE(QFile::exists(out), run.exitCode == 0);
  }
  void anotherModality() {
    expect(phantom("mr", {"--modality", "MR"}), 3, "NotCt");
    if (QDir(shared("dicom/transfer-syntaxes")).exists())
      expect(shared("dicom/transfer-syntaxes"), 3, "NotCt");
  }
  void aVaultThatWasCutOff() {
    if (!QDir(shared("dicom")).exists()) QSKIP("no shared data");
    expect(shared("dicom/ge-ct8800-vault-cut-off"), 3, "VaultCutOff");
  }
  void anIntactSkull() { expect(phantom("intact", {"--intact"}), 4, "NoDefect"); }
  void anAirFilledScan() {
    expect(made("air.nrrd", nrrd("64 64 64", QByteArray(64 * 64 * 64 * 2, char(0xfc)))), 4,
           "NoBone");
  }
  void damagedProjects() {
    const QByteArray whole = bytesOf(cranium());
    QVERIFY(whole.size() > 100'000);
    expect(made("cut.inv3", whole.left(whole.size() / 2)), 3, "FileDamaged");
    expect(made("short.inv3", whole.left(300)), 3, "FileDamaged");
    expect(made("empty.inv3", {}), 3, {});
    QByteArray flipped = whole;
    for (int i = 5000; i < flipped.size(); i += 7919) flipped[i] = char(flipped[i] ^ 0x55);
    expect(made("flipped.inv3", flipped), 3, "FileDamaged");
  }
  void claimsBeyondReason() {
    expect(made("bomb.nrrd", nrrd("100000 100000 100000")), 3, {});
    expect(made("large.nrrd", nrrd("4000 4000 4000")), 3, {});
    expect(made("overflow.nrrd", nrrd("4294967296 4294967296 16")), 3, {});
    expect(made("negative.nrrd", nrrd("-5 10 10")), 3, {});
    expect(made("none.nrrd", nrrd("0 10 10")), 3, {});
    expect(made("short.nrrd", nrrd("64 64 64")), 3, "FileDamaged");
  }
  void badPlans() {
    const QString plan = made("plan.json", R"({"format": 1, "implant": {"gap": 1}})");
    expect(cranium(), 3, "PlanKeyUnknown", {"--plan", plan});
    expect(cranium(), 3, "PlanNewer", {"--plan", made("new.json", R"({"format": 99})")});
    expect(cranium(), 3, "FileDamaged", {"--plan", made("cut.json", R"({"format": 1)")});
    expect(cranium(), 3, "PathMissing", {"--plan", folder_.filePath("no.json")});
    expect(cranium(), 3, "PlanKeyUnknown", {"--set", "implant.gap=1"});
    expect(cranium(), 3, "PlanValueBad", {"--set", "implant.gapMm=-1"});
    expect(cranium(), 3, "PlanValueBad", {"--set", "implant.gapMm=nan"});
    expect(phantom("series", {}), 3, "SeriesNotFound", {"--set", "import.seriesUid=1.2.3"});
  }
  void aFileInTheWayOfTheCase() {
    const QString taken = made("taken", "precious");
    const Outcome run = cli({"run", cranium(), "--to", "import", "--out", taken, "--json"});
    QCOMPARE(run.exitCode, 3);
    QCOMPARE(run.error(), QString("WriteFailed"));
    QCOMPARE(bytesOf(taken), QByteArray("precious"));
  }
  void usage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"plan"};
    QTest::newRow("no output") << QStringList{"run", "x"};
    QTest::newRow("unknown option") << QStringList{"run", "x", "--out", "y", "--fast"};
    QTest::newRow("unknown step") << QStringList{"run", "x", "--out", "y", "--to", "lunch"};
    QTest::newRow("unknown method") << QStringList{"run", "x", "--out", "y", "--method", "guess"};
    QTest::newRow("no equals sign") << QStringList{"run", "x", "--out", "y", "--set", "gap"};
    QTest::newRow("no mesh") << QStringList{"check"};
    QTest::newRow("no skull") << QStringList{"compare", "a", "b"};
    QTest::newRow("tilt") << QStringList{"phantom", "x", "--tilt", "80"};
    QTest::newRow("hole") << QStringList{"phantom", "x", "--hole", "80"};
    QTest::newRow("syntax") << QStringList{"phantom", "x", "--syntax", "morse"};
  }
  void usage() {
    QFETCH(QStringList, arguments);
    const Outcome outcome = cli(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QVERIFY(!(outcome.err + outcome.out).isEmpty());
  }
};

BREGMA_TEST(BadInputTest, QCoreApplication);
#include "bad_input_test.moc"
