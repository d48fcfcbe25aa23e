// Data sets and the benchmark, from the command line.
#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>

#include "tests/app/cli.hpp"
#include "tests/room.hpp"
#include "tests/training/phantom_heads.hpp"

using namespace bregma;
using namespace bregma::test;

class EvaluateTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  QString data_;

  void expect(const QStringList& arguments, int exitCode, const QByteArray& words) {
    const Outcome run = cli(arguments);
    QVERIFY2(run.exitCode == exitCode, run.err);
    QVERIFY2((run.err + run.out).contains(words), run.err);
    QVERIFY2(!run.err.contains("%1") && !run.err.contains("bug"), run.err);
  }

 private Q_SLOTS:
  void initTestCase() {
    data_ = folder_.filePath("data");
    const std::filesystem::path data = data_.toStdString();
    PhantomSettings holed = intactHead();
    holed.hole = true;
    writePhantomMask(data / "complete_skull/001.nrrd", intactHead());
    writePhantomMask(data / "defective_skull/001.nrrd", holed);
  }
  void headsAreJudged() {
    const Outcome run = cli({"dataset", data_, "--out", folder_.filePath("out"), "--json"});
    QVERIFY2(run.exitCode == 0, run.err);
    const QJsonObject head = run.json()["heads"].toArray()[0].toObject();
    QCOMPARE(head["verdict"].toString(), QString("accept"));
    QVERIFY(QFile::exists(folder_.filePath("out/dataset.json")));
    QVERIFY(QFile::exists(folder_.filePath("out/thumbnails/001.png")));
  }
  void methodsAreMeasured() {
    const QString json = folder_.filePath("scores.json"), figure = folder_.filePath("error.svg");
    const Outcome run = cli({"evaluate", data_, "--methods", "spline,mirror", "--heads", "1",
                             "--json", json, "--figure", figure});
    QVERIFY2(run.exitCode == 0, run.err);
    QVERIFY(run.out.contains("spline") && run.out.contains("mirror"));
    const QJsonObject methods =
        QJsonDocument::fromJson(bytesOf(json)).object()["methods"].toObject();
    QCOMPARE(methods.keys(), QStringList({"mirror", "spline"}));
    const QJsonObject median = methods["spline"].toObject()["median"].toObject();
    QVERIFY(median["dsc"].toDouble() > 0.9);
    QVERIFY(median["run_seconds"].isNull());  // was not asked for
    QVERIFY(bytesOf(figure).startsWith("<svg"));
  }
  void whatIsWrongIsSaid() {
    QDir().mkpath(folder_.filePath("empty"));
    expect({"evaluate", folder_.filePath("empty"), "--methods", "spline"}, 3, "holds no heads");
    expect({"dataset", folder_.filePath("empty"), "--out", folder_.filePath("x")}, 3,
           "holds no heads");
    expect({"evaluate", data_, "--methods", "spline", "--heads", "060-079"}, 3, "060-079");
    expect({"evaluate", data_, "--methods", "magic"}, 2, "no such method");
    expect({"evaluate", data_}, 2, "--methods");
  }
};

BREGMA_TEST(EvaluateTest, QCoreApplication);
#include "evaluate_test.moc"
