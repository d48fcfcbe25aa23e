#include "model/plan.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "tests/room.hpp"

using namespace bregma;

class PlanTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void methodsAreFoundByTheirNames() {
    for (const VaultMethod method : {VaultMethod::Spline, VaultMethod::Mirror})
      QVERIFY(vaultMethodNamed(nameOf(method)) == method);
    QVERIFY(!vaultMethodNamed("Spline") && !vaultMethodNamed(""));
  }

  void theFirstPresetIsTheDefault() {
    QVERIFY(bonePresets().front().settings == BoneSettings{});
    for (const BonePreset& preset : bonePresets()) {
      QVERIFY(!preset.name.empty());
      QVERIFY(preset.settings.lowerHu < preset.settings.upperHu);
    }
  }

  void thePublishedIntervalIsOfStoredValues() {
    const auto published =
        std::find_if(bonePresets().begin(), bonePresets().end(),
                     [](const BonePreset& preset) { return preset.name == "published"; });
    QVERIFY(published != bonePresets().end());
    QVERIFY(published->settings.storedValues);
    QCOMPARE(published->settings.lowerHu, 1200.0);
    QCOMPARE(published->settings.upperHu, 1817.0);
  }

  void plansDifferInEveryPart() {
    const Plan plan;
    Plan other = plan;
    QVERIFY(other == plan);
    other.defect.strokes.push_back({{1, 2, 3}, 4, false});
    QVERIFY(!(other == plan));
    other = plan;
    other.implant.maxThicknessMm = 5;
    QVERIFY(!(other == plan));
    other = plan;
    other.acknowledged.push_back(FindingCode::Undercut);
    QVERIFY(!(other == plan));
  }
};

BREGMA_TEST(PlanTest, QCoreApplication);
#include "plan_test.moc"
