#include "planning/implant_maps.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

namespace {

struct Scene {
  ShellImplant shell;
  Implant implant;
  Bone bone;
  Vault vault;
  HeadFrame frame;

  explicit Scene(double taperDeg = 4, double gapMm = 0.5) {
    shell.length = shell.width = 60;
    shell.wave = 0;
    shell.taperDeg = taperDeg;
    implant = shell.make();
    bone.surface = shell.bone(gapMm);
    frame.center = shell.center();
  }
  std::vector<float> values(ImplantMap map) const {
    return mapOf(map, implant, bone, vault, frame);
  }
  /// Vertices of the walls only, without both edges.
  bool onWall(std::size_t v) const {
    const auto columns = std::size_t(shell.columns), rings = std::size_t(shell.rings);
    return v > (rings + 1) * columns && v < (rings + std::size_t(shell.wallRows) - 1) * columns;
  }
  double polarDeg(std::size_t v) const {
    const Vec3 out = normalized(implant.mesh.vertices[v] - shell.center());
    return std::acos(dot(out, normalized(shell.outward))) * 180 / std::numbers::pi;
  }
};

}  // namespace

class ImplantMapsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void thicknessIsThatOfTheShell() {
    const Scene scene;
    const auto values = scene.values(ImplantMap::Thickness);
    QCOMPARE(values.size(), scene.implant.mesh.vertices.size());
    int count = 0;
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (scene.polarDeg(v) > 18) continue;  // 25° is the rim
      QVERIFY2(std::abs(values[v] - 5) < 0.05, qPrintable(QString::number(values[v])));
      ++count;
    }
    QVERIFY(count > 5000);
  }
  void gapIsThatOfTheWalls() {
    const Scene scene(4, 0.7);
    const auto values = scene.values(ImplantMap::Gap);
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (scene.onWall(v)) QVERIFY(std::abs(values[v] - 0.7) < 0.05);
      if (scene.polarDeg(v) < 10) QVERIFY(std::isnan(values[v]));  // farther than 10 mm
    }
  }
  void undercutIsPaintedWhereBoneIsInFront() {
    const Scene open(4, 0.2), closed(-12, 0.2);
    for (const float value : open.values(ImplantMap::Undercut)) QVERIFY(std::isnan(value));
    const auto values = closed.values(ImplantMap::Undercut);
    int painted = 0, onWalls = 0;
    float deepest = 0;
    for (std::size_t v = 0; v < values.size(); ++v) {
      if (std::isnan(values[v])) continue;
      ++painted;
      onWalls += closed.onWall(v);
      deepest = std::max(deepest, values[v]);
    }
    QVERIFY(painted > 500);
    QVERIFY(onWalls > 0.7 * painted);
    // The lower edge stands out by 5 mm · tan 12° = 1.06 mm, less the gap.
    QVERIFY2(std::abs(deepest - 0.9) < 0.3, qPrintable(QString::number(deepest)));
  }
  void uncertaintyComesFromTheVault() {
    Scene scene;
    for (const float value : scene.values(ImplantMap::Uncertainty)) QVERIFY(std::isnan(value));
    const Chart chart;
    scene.vault.fields.chart = chart;
    scene.frame.patientFromHead = {{1, 0, 0, 0, 1, 0, 0, 0, 1}};
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size; ++column)
        scene.vault.uncertaintyMm.push_back(float(1 + chart.polarRad(column, row)));
    const auto values = scene.values(ImplantMap::Uncertainty);
    for (std::size_t v = 0; v < values.size(); ++v) {
      const Vec3 head = normalized(scene.frame.toHead(scene.implant.mesh.vertices[v]));
      QVERIFY(std::abs(values[v] - (1 + std::acos(head.z))) < 0.01);
    }
  }
};

BREGMA_TEST(ImplantMapsTest, QCoreApplication);
#include "implant_maps_test.moc"
