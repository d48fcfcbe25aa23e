#include "planning/report_json.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class ReportJsonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findingsCarryAllThatTheyKnow() {
    const std::vector<Finding> findings{
        {FindingCode::GantryTilt, Severity::Warning, Step::Import, {18.500001}, {}},
        {FindingCode::SlicesMissing,
         Severity::Stop,
         Step::Import,
         {2.0, std::string("x")},
         Vec3{1, 2.000049, -3}}};
    const std::string json = findingsJson(findings, {FindingCode::SlicesMissing});
    const QJsonArray list = QJsonDocument::fromJson(QByteArray::fromStdString(json)).array();
    QCOMPARE(list.size(), 2);
    const QJsonObject tilt = list[0].toObject(), missing = list[1].toObject();
    QCOMPARE(tilt["code"].toString(), QString("GantryTilt"));
    QCOMPARE(tilt["severity"].toString(), QString("warning"));
    QCOMPARE(tilt["step"].toString(), QString("import"));
    QCOMPARE(tilt["args"].toArray()[0].toDouble(), 18.5);
    QVERIFY(!tilt["acknowledged"].toBool() && !tilt.contains("placeMm"));
    QVERIFY(missing["acknowledged"].toBool());
    QCOMPARE(missing["args"].toArray()[1].toString(), QString("x"));
    QCOMPARE(missing["placeMm"].toArray()[1].toDouble(), 2.0);
  }
  void brokenTextDoesNotBreakTheDocument() {
    const std::vector<Finding> findings{
        {FindingCode::SeriesChosen, Severity::Note, Step::Import, {std::string("\xff\"\n")}, {}}};
    const std::string json = findingsJson(findings);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(json)).array().size(), 1);
  }
  void meshChecksHaveTheNamesOfTheContract() {
    const MeshCheck check{.triangles = 4, .closed = true, .components = 1, .volumeMm3 = 166.66666};
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(meshCheckJson(check))).object();
    for (const char* key :
         {"closed", "manifold", "self_intersections", "components", "volume_mm3", "area_mm2"})
      QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["volume_mm3"].toDouble(), 166.6667);
    QVERIFY(json["closed"].toBool() && !json["manifold"].toBool());
  }
};

BREGMA_TEST(ReportJsonTest, QCoreApplication);
#include "report_json_test.moc"
