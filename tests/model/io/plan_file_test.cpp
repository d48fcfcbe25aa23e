#include "model/io/plan_file.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <clocale>
#include <fstream>
#include <limits>
#include <map>

#include "tests/room.hpp"

using namespace bregma;

namespace {

Plan fullPlan() {
  Plan plan;
  plan.inputSha256 = std::string(64, 'a');
  plan.import.seriesUid = "1.2.840.1";
  plan.bone = bonePresets()[2].settings;
  plan.head = {1.5, -2.25, 0.1, 3};
  plan.defect.strokes = {{{1, -2, 3.125}, 4.5, true}, {{0.1, 0.2, 0.3}, 6, false}};
  plan.vault.method = VaultMethod::Mirror;
  plan.implant.gapRegions = {{{4, 5, 6}, 12, 2.5}};
  plan.implant.thickness = ThicknessRule::Constant;
  plan.implant.thicknessMm = 4.25;
  plan.implant.minThicknessMm = 3.5;
  plan.implant.filletMm = 0.75;
  plan.implant.temporal = true;
  plan.implant.temporalGapMm = 2.5;
  plan.implant.temporalBulkMm = 1.5;
  plan.vault.blendWith = VaultMethod::Mirror;
  plan.vault.blendShare = 0.35;
  plan.vault.blendStrokes = {{{3, 4, 5.5}, 20, 0.75}, {{-1, 0, 2}, 8, 0}};
  plan.implant.strokes = {{SculptTool::Push, ImplantSide::Outer, {7, 8, 9.5}, 14, 1.25},
                          {SculptTool::Flatten, ImplantSide::Inner, {0.1, 0, -3}, 6, 0.5}};
  plan.implant.smoothing = SmoothingMethod::Curvature;
  plan.implant.holes = {{{10, 11, 12}, 2.5}};
  plan.implant.seats = SeatKind::Plate;
  plan.implant.seatCount = 5;
  plan.implant.seatDiameterMm = 1.5;
  plan.implant.seatRimMm = 3.5;
  plan.implant.plateWidthMm = 5;
  plan.implant.plateDepthMm = 0.8;
  plan.implant.gapMm = 0.7;
  plan.implant.maxThicknessMm = 4.5;
  plan.implant.insertions = {{1, {0, 0.6, -0.8}}, {3, {1, 0, 0}}};
  plan.implant.removeUndercut = false;
  plan.implant.taperDeg = 3.5;
  plan.implant.perforated = true;
  plan.implant.holeDiameterMm = 2.5;
  plan.implant.holeSpacingMm = 18;
  plan.implant.holeRimMm = 6;
  plan.implant.contourOffsetMm = -1.5;
  plan.implant.smoothingIterations = 12;
  plan.implant.engraved = true;
  plan.implant.engravingCode = "C-42";
  plan.implant.letterMm = 5;
  plan.exports.format = MeshFormat::ThreeMf;
  plan.mold.keyCount = 3;
  plan.exports.skull = true;
  plan.acknowledged = {FindingCode::SideUnconfirmed, FindingCode::GantryTilt};
  return plan;
}

// The code of the error that `json` gives, and its first arguments.
std::string failure(const std::string& json) {
  try {
    planFromJson(json);
  } catch (const Error& e) {
    std::string text(nameOf(e.code));
    if (!e.args.empty() && std::holds_alternative<std::string>(e.args[0]))
      text += " " + std::get<std::string>(e.args[0]);
    return text;
  }
  return "none";
}

std::string setFailure(const std::string& key, const std::string& value) {
  Plan plan;
  try {
    setPlanValue(plan, key, value);
  } catch (const Error& e) {
    return std::string(nameOf(e.code)) + " " + std::get<std::string>(e.args[0]);
  }
  return "none";
}

}  // namespace

class PlanFileTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everythingComesBack() {
    QCOMPARE(planFromJson(planToJson(fullPlan())), fullPlan());
    QCOMPARE(planFromJson(planToJson(Plan{})), Plan{});
    QVERIFY(planToJson(Plan{}) != planToJson(fullPlan()));
  }
  void samePlanSameBytes() {
    const std::string json = planToJson(fullPlan());
    QCOMPARE(planToJson(planFromJson(json)), json);
    QVERIFY(json.find("\"gapMm\": 0.7,") != std::string::npos);
    QVERIFY(json.find("\"format\": 1,") != std::string::npos);
    QVERIFY(json.ends_with("}\n"));
  }
  void sectionsTellStepsApart() {
    Plan plan;
    plan.implant.gapMm = 0.9;
    for (const Step step : allSteps)
      QCOMPARE(planSection(plan, step) == planSection(Plan{}, step), step != Step::Implant);
  }
  void theLocaleDoesNotMatter() {
    const std::string json = planToJson(fullPlan());
    if (!std::setlocale(LC_ALL, "de_DE.UTF-8")) QSKIP("no locale with a decimal comma");
    QCOMPARE(planToJson(planFromJson(json)), json);
    std::setlocale(LC_ALL, "C");
  }
  void absentKeysKeepTheirDefaults() {
    const Plan plan = planFromJson(R"({"format": 1, "implant": {"gapMm": 1.25}})");
    QCOMPARE(plan.implant.gapMm, 1.25);
    QCOMPARE(plan.mold, MoldSettings{});
  }
  void badPlansAreRefused_data() {
    QTest::addColumn<std::string>("json");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const std::string& json, const char* expected) {
      QTest::newRow(name) << json << std::string(expected);
    };
    const auto plan = [](const std::string& rest) { return R"({"format": 1, )" + rest + "}"; };
    row("unknown key", plan(R"("implant": {"gap": 1})"), "PlanKeyUnknown implant.gap");
    row("unknown section", plan(R"("implants": {})"), "PlanKeyUnknown implants");
    row("key of another section", plan(R"("mold": {"gapMm": 1})"), "PlanKeyUnknown mold.gapMm");
    row("section is a number", plan(R"("mold": 3)"), "PlanValueBad mold");
    row("text for a number", plan(R"("implant": {"gapMm": "1"})"), "PlanValueBad implant.gapMm");
    row("null", plan(R"("implant": {"gapMm": null})"), "PlanValueBad implant.gapMm");
    row("too small", plan(R"("implant": {"gapMm": -0.1})"), "PlanValueBad implant.gapMm");
    row("too large", plan(R"("implant": {"gapMm": 1e300})"), "PlanValueBad implant.gapMm");
    row("not a whole number", plan(R"("mold": {"keyCount": 3.5})"), "PlanValueBad mold.keyCount");
    row("number for a switch", plan(R"("export": {"skull": 1})"), "PlanValueBad export.skull");
    row("method nobody has", plan(R"("vault": {"method": "guess"})"), "PlanValueBad vault.method");
    row("unknown finding", plan(R"("export": {"acknowledged": ["Nothing"]})"),
        "PlanValueBad export.acknowledged");
    row("stroke without radius",
        plan(R"("defect": {"strokes": [{"add": true, "centerMm": [0, 0, 0]}]})"),
        "PlanValueBad defect.strokes");
    row("stroke with a flat center",
        plan(R"("defect": {"strokes": [{"add": true, "centerMm": [0, 0], "radiusMm": 2}]})"),
        "PlanValueBad defect.strokes");
    row("direction without length",
        plan(R"("implant": {"insertions": [{"defect": 1, "direction": [0, 0, 0]}]})"),
        "PlanValueBad implant.insertions");
    row("two directions for a defect",
        plan(R"("implant": {"insertions": [{"defect": 1, "direction": [0, 0, 1]},
                                           {"defect": 1, "direction": [0, 1, 0]}]})"),
        "PlanValueBad implant.insertions");
    row("interval upside down", plan(R"("bone": {"lowerHu": 300, "upperHu": 200})"),
        "PlanValueBad bone.lowerHu");
    row("at most less than at least", plan(R"("implant": {"maxThicknessMm": 2.5})"),
        "PlanValueBad implant.maxThicknessMm");
    row("thin as no vault may be",
        plan(R"("implant": {"thickness": "constant", "thicknessMm": 2})"),
        "PlanValueBad implant.thicknessMm");
    row("least above most", plan(R"("implant": {"minThicknessMm": 6, "maxThicknessMm": 5})"),
        "PlanValueBad implant.minThicknessMm");
    row("share beyond the whole", plan(R"("vault": {"blendShare": 1.01})"),
        "PlanValueBad vault.blendShare");
    row("blend with nobody", plan(R"("vault": {"blendWith": "none"})"),
        "PlanValueBad vault.blendWith");
    row("blend stroke without a share",
        plan(R"("vault": {"blendStrokes": [{"centerMm": [0, 0, 0], "radiusMm": 9}]})"),
        "PlanValueBad vault.blendStrokes");
    row("tool nobody has", plan(R"("implant": {"strokes": [{"tool": "carve", "side": "outer",
        "centerMm": [0, 0, 0], "radiusMm": 5, "strengthMm": 1}]})"),
        "PlanValueBad implant.strokes");
    row("stroke with a key too many", plan(R"("implant": {"strokes": [{"tool": "push",
        "side": "outer", "centerMm": [0, 0, 0], "radiusMm": 5, "strengthMm": 1, "x": 1}]})"),
        "PlanValueBad implant.strokes");
    row("hole too wide",
        plan(R"("implant": {"holes": [{"centerMm": [0, 0, 0], "diameterMm": 60}]})"),
        "PlanValueBad implant.holes");
    row("gap that is none",
        plan(R"("implant": {"gapRegions": [{"centerMm": [0, 0, 0], "radiusMm": 5, "gapMm": -1}]})"),
        "PlanValueBad implant.gapRegions");
    row("pocket narrower than its hole",
        plan(R"("implant": {"plateWidthMm": 2, "seatDiameterMm": 2})"),
        "PlanValueBad implant.plateWidthMm");
    row("holes that run together", plan(R"("implant": {"holeSpacingMm": 5, "holeDiameterMm": 3})"),
        "PlanValueBad implant.holeSpacingMm");
    row("a name as code", plan(R"("implant": {"engravingCode": "John Doe"})"),
        "PlanValueBad implant.engravingCode");
    row("format nobody has", plan(R"("export": {"format": "step"})"), "PlanValueBad export.format");
    row("bad sha", plan(R"("import": {"inputSha256": "xyz"})"), "PlanValueBad import.inputSha256");
    row("bad uid", plan(R"("import": {"seriesUid": "1.2 DOE^JOHN"})"),
        "PlanValueBad import.seriesUid");
    row("newer", R"({"format": 2, "strange": 1})", "PlanNewer");
    row("no format", R"({"implant": {}})", "FileDamaged plan.json");
    row("format is text", R"({"format": "1"})", "PlanValueBad format");
    row("infinite", plan(R"("implant": {"gapMm": 1e999})"), "FileDamaged plan.json");
    row("not a number", plan(R"("implant": {"gapMm": NaN})"), "FileDamaged plan.json");
    row("key twice", plan(R"("implant": {"gapMm": 1, "gapMm": 2})"), "FileDamaged plan.json");
    row("cut off", plan(R"("implant": {"gapMm": 1)"), "FileDamaged plan.json");
    row("empty", "", "FileDamaged plan.json");
    row("a list", "[]", "FileDamaged plan.json");
    row("not UTF-8", plan("\"import\": {\"seriesUid\": \"\xff\"}"), "FileDamaged plan.json");
    row("deep", std::string(200'000, '['), "FileDamaged plan.json");
  }
  void badPlansAreRefused() {
    QFETCH(std::string, json);
    QFETCH(std::string, expected);
    QCOMPARE(failure(json), expected);
  }
  void randomDamageNeverCrashes() {
    const std::string good = planToJson(fullPlan());
    unsigned state = 1;
    const auto next = [&] { return state = state * 1664525u + 1013904223u, state >> 8; };
    for (int round = 0; round < 3000; ++round) {
      std::string bad = good;
      for (unsigned n = next() % 4 + 1; n > 0; --n) bad[next() % bad.size()] = char(next());
      try {
        const Plan plan = planFromJson(bad);
        checkPlan(plan);
      } catch (const Error&) {
      }
    }
  }
  void valuesAreSetByKey() {
    Plan plan;
    setPlanValue(plan, "implant.gapMm", "0.8");
    setPlanValue(plan, "vault.method", "mirror");
    setPlanValue(plan, "mold.keyCount", "5");
    setPlanValue(plan, "export.format", "3mf");
    setPlanValue(plan, "export.skull", "true");
    setPlanValue(plan, "import.seriesUid", "1.2.3");
    setPlanValue(plan, "export.acknowledged", "GantryTilt,SideUnconfirmed");
    setPlanValue(plan, "defect.strokes", R"([{"add":false,"centerMm":[1,2,3],"radiusMm":4}])");
    QCOMPARE(plan.implant.gapMm, 0.8);
    QCOMPARE(plan.vault.method, VaultMethod::Mirror);
    QCOMPARE(plan.mold.keyCount, 5);
    QCOMPARE(plan.exports.format, MeshFormat::ThreeMf);
    QVERIFY(plan.exports.skull);
    QCOMPARE(plan.import.seriesUid, std::string("1.2.3"));
    QCOMPARE(plan.acknowledged.size(), std::size_t(2));
    QCOMPARE(plan.defect.strokes.size(), std::size_t(1));
    QCOMPARE(plan.defect.strokes[0].center.z, 3.0);
    setPlanValue(plan, "implant.thickness", "constant");
    setPlanValue(
        plan, "implant.strokes",
        R"([{"tool":"pull","side":"inner","centerMm":[1,2,3],"radiusMm":8,"strengthMm":1}])");
    QVERIFY(plan.implant.thickness == ThicknessRule::Constant);
    QVERIFY(plan.implant.strokes.at(0).tool == SculptTool::Pull);
  }
  void badValuesAreNotSet() {
    QCOMPARE(setFailure("implant.gap", "1"), std::string("PlanKeyUnknown implant.gap"));
    QCOMPARE(setFailure("implant.gapMm", "0,8"), std::string("PlanValueBad implant.gapMm"));
    QCOMPARE(setFailure("implant.gapMm", "nan"), std::string("PlanValueBad implant.gapMm"));
    QCOMPARE(setFailure("implant.gapMm", ""), std::string("PlanValueBad implant.gapMm"));
    QCOMPARE(setFailure("vault.method", "guess"), std::string("PlanValueBad vault.method"));
    QCOMPARE(setFailure("export.acknowledged", "Nothing"),
             std::string("PlanValueBad export.acknowledged"));
  }
  void everyKeyTakesItsOwnDefault() {
    Plan plan = fullPlan();
    for (const PlanKey& key : planKeys()) {
      std::string value = key.defaultValue;
      if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
      setPlanValue(plan, key.key, value);
      QVERIFY2(!key.allowed.empty(), key.key.c_str());
    }
    QCOMPARE(plan, Plan{});
  }
  void whatIsAllowedIsTold() {
    std::map<std::string, std::string> allowed;
    for (const PlanKey& key : planKeys()) allowed[key.key] = key.allowed;
    QCOMPARE(allowed["vault.method"], std::string("network, paper, spline or mirror"));
    QCOMPARE(allowed["implant.gapMm"], std::string("0 to 5"));
    QCOMPARE(allowed["implant.holes"],
             std::string("a list of {centerMm: [x, y, z], diameterMm: 1 to 6}"));
  }
  void aBadPlanIsNotWritten() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("plan.json").toStdString();
    Plan plan;
    plan.implant.gapMm = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(Error, writePlan(plan, path));
    QVERIFY(std::filesystem::is_empty(path.parent_path()));
  }
  void filesComeBack() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("plan.json").toStdString();
    writePlan(Plan{}, path);
    writePlan(fullPlan(), path);
    QCOMPARE(readPlan(path), fullPlan());
    const auto files = std::filesystem::directory_iterator(path.parent_path());
    QCOMPARE(std::distance(begin(files), end(files)), 1);
  }
  void missingAndUnwritableFiles() {
    QVERIFY_THROWS_EXCEPTION(Error, readPlan("no/such/plan.json"));
    QVERIFY_THROWS_EXCEPTION(Error, writePlan(Plan{}, "no/such/plan.json"));
    QVERIFY_THROWS_EXCEPTION(Error, readPlan(QDir::tempPath().toStdString()));
  }
};

BREGMA_TEST(PlanFileTest, QCoreApplication);
#include "plan_file_test.moc"
