#include "ui/layers.hpp"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <numbers>

#include "model/io/dicom_write.hpp"
#include "tests/planning/loose_ball.hpp"
#include "tests/room.hpp"

using namespace bregma;

class LayersTest : public QObject {
  Q_OBJECT
  static constexpr double radiusMm_ = 5;
  QTemporaryDir folder_;
  Case case_;
  Vec3 middle_;

  static const Layer* named(const Layers& layers, const std::string& name) {
    const auto found = std::ranges::find(layers, name, &Layer::name);
    return found == layers.end() ? nullptr : &*found;
  }

 private Q_SLOTS:
  void initTestCase() {
    PhantomSettings head;
    head.spacing = {1.5, 1.5, 1.5};
    middle_ = middleOf(head);
    const std::filesystem::path input = folder_.path().toStdU16String();
    writeDicom(input, withBall(phantomVolume(head), middle_, radiusMm_));
    case_ = Case(input, {});
    case_.run(Step::Defect);
  }
  void everyLayerIsReadyForTheEyeAndMadeOnce() {
    const Layers first = layersOf(case_, {});
    QVERIFY(named(first, "skull") && named(first, "rim 1"));
    for (const Layer& layer : first) {
      QVERIFY(layer.mesh && layer.display && !layer.display->fine.triangles.empty());
      for (const auto& slices : layer.slices) QVERIFY(slices);
    }
    const Layers again = layersOf(case_, first);
    QCOMPARE(again.size(), first.size());
    for (std::size_t i = 0; i < again.size(); ++i) QCOMPARE(again[i].display, first[i].display);
  }
  void looseBoneIsShownWhereItIsKept() {
    QVERIFY(!named(layersOf(case_, {}), "kept bone"));
    Plan plan = case_.plan();
    plan.implant.keepIslands = true;
    Case keeps = case_;
    keeps.setPlan(plan);
    const Layers layers = layersOf(keeps, {});
    const Layer* kept = named(layers, "kept bone");
    QVERIFY(kept && kept->kind == LayerKind::Skull);
    const double ball = 4 * std::numbers::pi / 3 * radiusMm_ * radiusMm_ * radiusMm_;
    QVERIFY2(std::abs(volumeMm3(*kept->mesh) / ball - 1) < 0.1,
             QByteArray::number(volumeMm3(*kept->mesh) / ball));
    const Box box = boundingBox(*kept->mesh);
    QVERIFY(length((box.low + box.high) / 2 - middle_) < 0.5);
    QVERIFY(!named(layersOf(case_, layers), "kept bone"));
  }
};

BREGMA_TEST(LayersTest, QCoreApplication);
#include "layers_test.moc"
