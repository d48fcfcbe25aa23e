#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include "model/io/align.hpp"
#include "model/io/image_file.hpp"
#include "model/phantom.hpp"
#include "tests/app/cli.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class TrainTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  QString data_ = temporary_.filePath(QStringLiteral("heads"));

  QString at(const char* name) const { return temporary_.filePath(QLatin1String(name)); }

  QStringList arguments(const QString& out, const QStringList& more = {}) const {
    return QStringList{QStringLiteral("train"),          data_,
                       QStringLiteral("--out"),          out,
                       QStringLiteral("--unchecked"),    QStringLiteral("--json"),
                       QStringLiteral("--epochs=3"),     QStringLiteral("--samples=12"),
                       QStringLiteral("--batch=4"),      QStringLiteral("--validation-samples=2"),
                       QStringLiteral("--save-every=0"), QStringLiteral("--threads=1"),
                       QStringLiteral("--license=none")} +
           more;
  }
  static QByteArray weightsIn(const QString& folder) {
    const QStringList files = QDir(folder).entryList({QStringLiteral("weights-*.pt")}, QDir::Files);
    return files.size() == 1 ? bytesOf(folder + QLatin1Char('/') + files[0]) : QByteArray();
  }
  static void writeHead(const QString& path, double widthMm) {
    PhantomSettings s;
    s.hole = false;
    s.spacing = {2, 2, 2};
    s.semiAxes.x = widthMm;
    const BinaryVolume mask = phantomMask(s);
    writeMaskNrrd(path.toStdString(), obliqueFrom(mask.geometry()), mask.voxels());
  }

 private Q_SLOTS:
  void initTestCase() {
    QDir().mkpath(data_);
    for (int i = 0; i < 3; ++i)
      writeHead(QStringLiteral("%1/head%2.nrrd").arg(data_).arg(i), 68 + 3 * i);
    const Outcome whole = cli(arguments(at("whole")));
    QVERIFY2(whole.exitCode == 0, whole.err.constData());
    QVERIFY(!weightsIn(at("whole")).isEmpty());
  }

  void tellsALineAnEpochAndWritesACard() {
    const Outcome again = cli(arguments(at("again")));
    QCOMPARE(again.exitCode, 0);
    const QList<QByteArray> lines = again.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    for (int i = 0; i < 3; ++i) {
      const QJsonObject epoch = QJsonDocument::fromJson(lines[i]).object();
      QCOMPARE(epoch["epoch"].toInt(), i + 1);
      QVERIFY(epoch["training_loss"].toDouble() > 0 && epoch["samples_per_second"].toDouble() > 0);
    }
    QVERIFY(again.err.contains("left"));
    QVERIFY(weightsIn(at("again")) == weightsIn(at("whole")));  // same seed, same weights
    const QJsonObject card = QJsonDocument::fromJson(bytesOf(at("again/card.json"))).object();
    QCOMPARE(card["split"].toObject()["training"].toArray().size(), 2);
    QCOMPARE(card["split"].toObject()["validation"].toArray().size(), 1);
    QCOMPARE(card["learning_curve"].toArray().size(), 3);
    QCOMPARE(card["data_license"].toString(), QStringLiteral("none"));
  }
  void survivesKillsAtRandomMoments() {
    const QString out = at("killed");
    const QStringList call = arguments(out, {QStringLiteral("--resume")});
    int kills = 0;
    for (bool done = false; !done;) {
      QProcess process;
      process.start(QStringLiteral(BREGMA_CLI), call);
      QVERIFY(process.waitForStarted());
      const int patience = kills < 10 ? QRandomGenerator::global()->bounded(300, 4000) : 240000;
      if (process.waitForFinished(patience)) {
        QCOMPARE(process.exitCode(), 0);
        done = true;
      } else {
        process.kill();  // SIGKILL
        process.waitForFinished();
        ++kills;
      }
    }
    QVERIFY(weightsIn(out) == weightsIn(at("whole")));
    QCOMPARE(bytesOf(out + QStringLiteral("/card.json")), bytesOf(at("whole/card.json")));
  }
  void stopsWhenAskedAndGoesOn() {
    const QString out = at("stopped");
    QProcess process;
    process.start(QStringLiteral(BREGMA_CLI), arguments(out));
    QElapsedTimer clock;
    clock.start();
    while (!QFile::exists(out + QStringLiteral("/checkpoint")) && clock.elapsed() < 120000)
      QTest::qWait(20);
    process.terminate();
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 5);
    QCOMPARE(cli(arguments(out, {QStringLiteral("--resume")})).exitCode, 0);
    QVERIFY(weightsIn(out) == weightsIn(at("whole")));
  }
  void whatCannotTeachIsRefused() {
    QDir().mkpath(at("nothing"));
    QStringList call = arguments(at("unused"));
    call[1] = at("nothing");
    const Outcome nothing = cli(call);
    QCOMPARE(nothing.exitCode, 3);
    QCOMPARE(nothing.error(), QStringLiteral("DatasetEmpty"));
    QDir().mkpath(at("one"));
    QFile::copy(data_ + QStringLiteral("/head0.nrrd"), at("one/head0.nrrd"));
    call[1] = at("one");
    const Outcome one = cli(call);
    QCOMPARE(one.exitCode, 3);
    QCOMPARE(one.error(), QStringLiteral("TooFewHeads"));
    QVERIFY(!QFile::exists(at("unused")));
  }
  void anotherSetupDoesNotGoOn() {
    const Outcome outcome = cli(
        arguments(at("whole"), {QStringLiteral("--resume"), QStringLiteral("--optimizer=adam")}));
    QCOMPARE(outcome.exitCode, 3);
    QCOMPARE(outcome.error(), QStringLiteral("CheckpointForeign"));
    QCOMPARE(cli(arguments(at("whole"))).error(), QStringLiteral("CheckpointForeign"));
  }
  void wrongCallsAreUsage() {
    QCOMPARE(cli(arguments(at("unused"), {QStringLiteral("--net=other")})).exitCode, 2);
    QCOMPARE(cli(arguments(at("unused"), {QStringLiteral("--ranks=2")})).exitCode, 2);
    QCOMPARE(cli(arguments(at("unused"),
                           {QStringLiteral("--ranks=2"), QStringLiteral("--master=somewhere")}))
                 .exitCode,
             2);
  }
};

BREGMA_TEST(TrainTest, QCoreApplication);
#include "train_test.moc"
