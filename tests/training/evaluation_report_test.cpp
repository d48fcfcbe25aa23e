#include "training/evaluation_report.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

#include "tests/room.hpp"

using namespace bregma;

namespace {

CaseScore score(VaultMethod method, double dsc, double outerMm, double diameterMm = 80) {
  CaseScore s;
  s.method = method;
  s.head = "060";
  s.defect = "clean-80";
  s.classes = {"clean-80", "clean"};
  s.diameterMm = diameterMm;
  s.comparison = {.dsc = dsc, .bdsc = dsc, .hd95Mm = 1, .errorRatePercent = 200 * (1 - dsc)};
  s.shell.outerMeanMm = outerMm;
  s.shell.uncertaintyMm = outerMm;
  return s;
}

CaseScore failure(VaultMethod method) {
  CaseScore s = score(method, 0, std::nan(""));
  s.failure = "NoDefect";
  s.comparison = {.dsc = 0, .bdsc = 0, .hd95Mm = std::nan(""), .errorRatePercent = 100};
  return s;
}

QJsonObject parsed(const std::string& text) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

}  // namespace

class EvaluationReportTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void quantilesAreThoseOfTheValues() {
    std::vector<CaseScore> scores;
    for (int i = 0; i <= 20; ++i)
      scores.push_back(score(VaultMethod::Spline, 0.9 + 0.001 * i, 1 - 0.01 * i));
    const QJsonObject spline =
        parsed(evaluationJson(scores, {}))["methods"].toObject()["spline"].toObject();
    QCOMPARE(spline["count"].toInt(), 21);
    QCOMPARE(spline["median"].toObject()["dsc"].toDouble(), 0.91);
    QCOMPARE(spline["p5"].toObject()["dsc"].toDouble(), 0.901);
    QCOMPARE(spline["p95"].toObject()["dsc"].toDouble(), 0.919);
    QCOMPARE(spline["worst"].toObject()["dsc"].toDouble(), 0.9);
    QCOMPARE(spline["worst"].toObject()["outer_mean_mm"].toDouble(), 1.0);
    QCOMPARE(spline["cases"].toArray().size(), 21);
    for (const char* key : {"dsc", "bdsc", "hd95_mm", "error_rate_percent", "outer_mean_mm",
                            "outer_p95_mm", "thickness_mean_mm", "seconds", "peak_mb"})
      QVERIFY2(spline["median"].toObject().contains(key), key);
  }
  void failuresAreNeverLeftOut() {
    std::vector<CaseScore> scores{score(VaultMethod::Mirror, 0.95, 0.4),
                                  score(VaultMethod::Mirror, 0.93, 0.5),
                                  failure(VaultMethod::Mirror)};
    const QJsonObject mirror =
        parsed(evaluationJson(scores, {}))["methods"].toObject()["mirror"].toObject();
    QCOMPARE(mirror["count"].toInt(), 3);
    QCOMPARE(mirror["failed"].toInt(), 1);
    QCOMPARE(mirror["median"].toObject()["dsc"].toDouble(), 0.93);
    QCOMPARE(mirror["worst"].toObject()["dsc"].toDouble(), 0.0);
    QCOMPARE(mirror["median"].toObject()["outer_mean_mm"].toDouble(), 0.5);
    QVERIFY(mirror["worst"].toObject()["outer_mean_mm"].isNull());
    QCOMPARE(mirror["cases"].toArray()[2].toObject()["failure"].toString(), QString("NoDefect"));
    scores.push_back(failure(VaultMethod::Mirror));
    scores.push_back(failure(VaultMethod::Mirror));
    const QJsonObject most =
        parsed(evaluationJson(scores, {}))["methods"].toObject()["mirror"].toObject();
    QCOMPARE(most["median"].toObject()["dsc"].toDouble(), 0.0);
    QVERIFY(most["median"].toObject()["hd95_mm"].isNull());
  }
  void methodsAndClassesAreApart() {
    const std::string json = evaluationJson(
        {score(VaultMethod::Spline, 0.9, 1), score(VaultMethod::Mirror, 0.8, 2)}, {});
    const QJsonObject methods = parsed(json)["methods"].toObject();
    QCOMPARE(methods.keys(), QStringList({"mirror", "spline"}));
    const QJsonObject classes = methods["mirror"].toObject()["classes"].toObject();
    QCOMPARE(classes["clean-80"].toObject()["median"].toObject()["dsc"].toDouble(), 0.8);
    const QString table = QString::fromStdString(
        evaluationTable({score(VaultMethod::Spline, 0.9, 1), score(VaultMethod::Mirror, 0.8, 2)}));
    QVERIFY(table.contains("clean-80 mirror"));
    QVERIFY(table.contains("0.9000") && table.contains("0.8000"));
  }
  void aucIsThatOfRanks() {
    std::vector<double> actual, stated;
    for (int i = 0; i < 20; ++i) actual.push_back(i);
    QCOMPARE(worstCasesAuc(actual, actual, 0.1), 1.0);
    for (int i = 0; i < 20; ++i) stated.push_back(-i);
    QCOMPARE(worstCasesAuc(stated, actual, 0.1), 0.0);
    QCOMPARE(worstCasesAuc(std::vector<double>(20, 1.0), actual, 0.1), 0.5);
    // The worst two are ranked 1st and 3rd: 18 and 17 of 18 are below them.
    stated = actual;
    std::swap(stated[18], stated[17]);
    QCOMPARE(worstCasesAuc(stated, actual, 0.1), 35.0 / 36);
    QVERIFY(std::isnan(worstCasesAuc({1, 2}, {1, 2}, 0.1)));
  }
  void theFigureIsXmlWithADotACase() {
    std::vector<CaseScore> scores;
    for (int i = 0; i < 12; ++i)
      scores.push_back(score(VaultMethod::Spline, 0.9, 0.1 * i, 40 + 5 * i));
    scores.push_back(failure(VaultMethod::Spline));
    QXmlStreamReader xml(QString::fromStdString(errorFigure(evaluationJson(scores, {}))));
    int dots = 0, lines = 0;
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement()) continue;
      dots += xml.name() == QLatin1String("circle");
      lines += xml.name() == QLatin1String("polyline");
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(dots, 12);
    QCOMPARE(lines, 1);
    QVERIFY_EXCEPTION_THROWN(errorFigure("{}"), Error);
  }
};

BREGMA_TEST(EvaluationReportTest, QCoreApplication);
#include "evaluation_report_test.moc"
