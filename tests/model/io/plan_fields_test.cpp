#include "model/io/plan_fields.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "tests/room.hpp"

using namespace bregma;

class PlanFieldsTest : public QObject {
  Q_OBJECT

  using Kind = PlanKey::Kind;

  static std::string numeral(double value) {
    return QByteArray::number(value, 'g', 17).toStdString();
  }
  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  /// One good value of each field that is no number, switch or choice.
  const std::map<std::string, std::string> others_{
      {"import.inputSha256", quoted(std::string(64, 'e'))},
      {"import.seriesUid", quoted("1.2.840.7")},
      {"defect.strokes", R"([{"add":false,"centerMm":[1,2,3.5],"radiusMm":4}])"},
      {"vault.blendStrokes", R"([{"centerMm":[1,2,3.5],"radiusMm":9,"share":0.5}])"},
      {"implant.gapRegions", R"([{"centerMm":[1,2,3.5],"gapMm":2,"radiusMm":9}])"},
      {"implant.insertions", R"([{"defect":2,"direction":[0,0.5,-1]}])"},
      {"implant.strokes",
       R"([{"centerMm":[1,2,3.5],"radiusMm":8,"side":"inner","strengthMm":1,"tool":"pull"}])"},
      {"implant.holes", R"([{"centerMm":[1,2,3.5],"diameterMm":2.5}])"},
      {"implant.engravingCode", quoted("C-42")},
      {"export.acknowledged", R"(["GantryTilt"])"}};

  /// A value that is allowed and not the default.
  std::string anotherOf(const PlanField& f) const {
    const std::string now = f.json(Plan{});
    switch (f.kind) {
      case Kind::Number:
      case Kind::Whole: return now == numeral(f.high) ? numeral(f.low) : numeral(f.high);
      case Kind::Switch: return now == "true" ? "false" : "true";
      case Kind::Choice: return quoted(f.choices[quoted(f.choices[0]) == now]);
      case Kind::Other: break;
    }
    return others_.contains(f.name()) ? others_.at(f.name()) : "";
  }
  static bool refuses(const PlanField& f, const std::string& json) {
    Plan plan;
    return !f.set(plan, json) && plan == Plan{};
  }
  static QByteArray compact(const std::string& json) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).toJson(QJsonDocument::Compact);
  }

 private Q_SLOTS:
  void everyFieldIsNamedOnceInItsStep() {
    std::set<std::string> names;
    for (const PlanField& f : planFields()) {
      QVERIFY2(names.insert(f.name()).second, f.name().c_str());
      QVERIFY2(stepNamed(f.section), f.name().c_str());
      QVERIFY2(!f.allowed.empty(), f.name().c_str());
    }
  }

  // Two keys of one place, or a list without a sample here, would show.
  void everyFieldHasAPlaceOfItsOwn() {
    for (const PlanField& f : planFields()) {
      Plan plan;
      const std::string value = anotherOf(f);
      QVERIFY2(!value.empty() && f.set(plan, value), f.name().c_str());
      QVERIFY2(plan != Plan{}, f.name().c_str());
      if (value.starts_with('['))
        QCOMPARE(compact(f.json(plan)), compact(value));
      else if (value.starts_with('"') || f.kind == Kind::Switch)
        QCOMPARE(f.json(plan), value);
      else
        QCOMPARE(std::stod(f.json(plan)), std::stod(value));
      for (const PlanField& g : planFields())
        if (g.name() != f.name()) QVERIFY2(g.json(plan) == g.json(Plan{}), g.name().c_str());
    }
  }

  void numbersStayWithinTheirLimits() {
    int numbers = 0;
    for (const PlanField& f : planFields()) {
      if (f.kind != Kind::Number && f.kind != Kind::Whole) continue;
      ++numbers;
      const std::string name = f.name();
      QVERIFY2(f.low < f.high, name.c_str());
      const double step = f.kind == Kind::Whole ? 1 : 1e-6;
      for (const double value : {f.low, f.high}) {
        Plan plan;
        QVERIFY2(f.set(plan, numeral(value)), name.c_str());
        QCOMPARE(std::stod(f.json(plan)), value);
      }
      for (const double value : {f.low - step, f.high + step, -1e300, 1e300})
        QVERIFY2(refuses(f, numeral(value)), name.c_str());
      QCOMPARE(refuses(f, numeral(std::floor(f.low) + 0.5)) &&
                   refuses(f, numeral(std::ceil(f.high) - 0.5)),
               f.kind == Kind::Whole);
      const double now = std::stod(f.json(Plan{}));
      QVERIFY2(now >= f.low && now <= f.high, name.c_str());
    }
    QVERIFY(numbers > 30);
  }

  // What the user is told is what the panels enforce.
  void wordsTellTheLimits() {
    for (const PlanField& f : planFields()) {
      QString words = QString::fromStdString(f.allowed);
      if (f.kind == Kind::Whole) {
        QVERIFY(words.startsWith(QLatin1String("a whole number, ")));
        words = words.section(QLatin1String(", "), 1);
      }
      if (f.kind == Kind::Number || f.kind == Kind::Whole) {
        QCOMPARE(words.section(QLatin1String(" to "), 0, 0).toDouble(), f.low);
        QCOMPARE(words.section(QLatin1String(" to "), 1).toDouble(), f.high);
      }
      for (const std::string& choice : f.choices)
        QVERIFY(f.allowed.find(choice) != std::string::npos);
    }
  }

  void choicesAreAllThereIs() {
    for (const PlanField& f : planFields()) {
      if (f.kind != Kind::Choice && f.kind != Kind::Switch) continue;
      QVERIFY2(f.choices.size() >= 2, f.name().c_str());
      for (const std::string& choice : f.choices) {
        const std::string json = f.isText ? quoted(choice) : choice;
        Plan plan;
        QVERIFY2(f.set(plan, json), f.name().c_str());
        QCOMPARE(f.json(plan), json);
        QVERIFY2(refuses(f, f.isText ? quoted(choice + "s") : quoted(choice)), f.name().c_str());
      }
      QVERIFY2(refuses(f, "1") && refuses(f, "null") && refuses(f, quoted("")), f.name().c_str());
    }
  }

  void valuesOfOtherKindsAreRefused() {
    for (const PlanField& f : planFields()) {
      const bool number = f.kind == Kind::Number || f.kind == Kind::Whole;
      const bool text = f.isText && f.kind == Kind::Other;
      QVERIFY2(refuses(f, "null") && refuses(f, "{}"), f.name().c_str());
      QCOMPARE(refuses(f, "true"), f.kind != Kind::Switch);
      if (!number) QVERIFY2(refuses(f, "3"), f.name().c_str());
      if (!text) QVERIFY2(refuses(f, quoted("3")), f.name().c_str());
      if (number || text) QVERIFY2(refuses(f, "[1]"), f.name().c_str());
    }
  }

  // A good object stays in front of the bad one: nothing of the list may be taken.
  void objectsOfListsHaveTheirKeysAndNoOthers() {
    int lists = 0;
    for (const PlanField& f : planFields()) {
      if (!others_.contains(f.name()) || !others_.at(f.name()).starts_with("[{")) continue;
      ++lists;
      const QByteArray sample = QByteArray::fromStdString(others_.at(f.name()));
      const QJsonObject good = QJsonDocument::fromJson(sample)[0].toObject();
      const auto refusesObject = [&](const QJsonObject& bad) {
        return refuses(f, QJsonDocument(QJsonArray{good, bad}).toJson().toStdString());
      };
      QVERIFY2(!refusesObject(good), f.name().c_str());
      for (const QString& key : good.keys()) {
        QJsonObject without = good, renamed = good, beyond = good;
        without.remove(key);
        QVERIFY2(refusesObject(without), qPrintable(key));
        renamed.insert(key + QLatin1Char('s'), renamed.take(key));
        QVERIFY2(refusesObject(renamed), qPrintable(key));
        if (good[key].isDouble())
          beyond[key] = 1e4;
        else if (good[key].isArray())
          beyond[key] = QJsonArray{0, 0, 1e4};
        else
          beyond[key] = QJsonValue::Null;
        QVERIFY2(refusesObject(beyond), qPrintable(key));
      }
      QJsonObject more = good;
      more[QLatin1String("x")] = 1;
      QVERIFY2(refusesObject(more), f.name().c_str());
    }
    QCOMPARE(lists, 6);
  }
};

BREGMA_TEST(PlanFieldsTest, QCoreApplication);
#include "plan_fields_test.moc"
