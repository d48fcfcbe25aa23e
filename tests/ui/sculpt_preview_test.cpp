#include "ui/sculpt_preview.hpp"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr double radiusMm = 85, thicknessMm = 5;

shapes::ShellImplant hundredSquareCentimeters() {
  shapes::ShellImplant shell;
  shell.radius = radiusMm;
  shell.thickness = thicknessMm;
  shell.length = 125;
  shell.width = 105;
  shell.columns = 500;
  shell.rings = 95;
  return shell;
}

/// One implant with its tables and its layer, as a case would hold them.
struct Scene {
  shapes::ShellImplant shell = hundredSquareCentimeters();
  HeadFrame frame;
  std::shared_ptr<const Implants> implants;
  Layers layers;

  Scene() {
    frame.center = shell.center();
    frame.patientFromHead = {{1, 0, 0, 0, 1, 0, 0, 0, 1}};
    auto made = std::make_shared<Implants>();
    made->parts.push_back(shell.make());
    ShellFields& tables = made->parts.front().tables;
    tables.outer.assign(tables.chart.count(), float(radiusMm));
    tables.inner.assign(tables.chart.count(), float(radiusMm - thicknessMm));
    implants = made;
    const TriangleMesh& mesh = made->parts.front().mesh;
    Layer layer;
    layer.kind = LayerKind::Implant;
    layer.name = implantLayerName(0);
    layer.source = implants;
    layer.mesh = {implants, &mesh};
    layer.display = makeDisplayMesh(mesh, {160'000, {80'000, 40'000, 20'000, 10'000}});
    layers.push_back(layer);
  }
  SculptStroke push(double asideMm) const {
    const Vec3 out = normalized(shell.outward), aside = normalized(cross(out, {0, 0, 1}));
    const Vec3 place = normalized(out * radiusMm + aside * asideMm) * radiusMm;
    return {.center = frame.center + place, .radiusMm = 12, .strengthMm = 1};
  }
};

/// How far the outer side lies from the sphere it was, at the place of a stroke; inward: above 0.
double pushedMm(const DisplayMesh& mesh, const Scene& scene, const SculptStroke& stroke) {
  double nearest = 1e9, pushed = 0;
  for (const auto& p : mesh.fine.points) {
    const Vec3 point{p[0], p[1], p[2]};
    const double away = length(point - stroke.center);
    if (away > nearest) continue;
    nearest = away;
    pushed = radiusMm - length(point - scene.frame.center);
  }
  return pushed;
}

}  // namespace

class SculptPreviewTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsEachStrokeOnTopOfTheOthers() {
    const Scene scene;
    SculptPreview preview;
    QVERIFY(preview.with(scene.implants, scene.layers, scene.frame, {}).empty());
    const SculptStroke first = scene.push(0), second = scene.push(30);
    const auto one = preview.with(scene.implants, scene.layers, scene.frame, {first});
    QCOMPARE(one.size(), std::size_t(1));
    QCOMPARE(one[0].layer, scene.layers[0].name);
    QVERIFY(std::abs(pushedMm(*one[0].mesh, scene, first) - 1) < 0.1);
    QVERIFY(std::abs(pushedMm(*one[0].mesh, scene, second)) < 0.05);
    const auto two = preview.with(scene.implants, scene.layers, scene.frame, {first, second});
    QVERIFY(std::abs(pushedMm(*two[0].mesh, scene, first) - 1) < 0.1);
    QVERIFY(std::abs(pushedMm(*two[0].mesh, scene, second) - 1) < 0.1);
    // What is taken back is gone.
    const auto back = preview.with(scene.implants, scene.layers, scene.frame, {second});
    QVERIFY(std::abs(pushedMm(*back[0].mesh, scene, first)) < 0.05);
    QVERIFY(preview.with(scene.implants, scene.layers, scene.frame, {}).empty());
  }
  void strokesBesideTheImplantShowNothing() {
    const Scene scene;
    SculptPreview preview;
    SculptStroke beside = scene.push(0);
    beside.center = scene.frame.center - normalized(scene.shell.outward) * 20;
    QVERIFY(preview.with(scene.implants, scene.layers, scene.frame, {beside}).empty());
  }
  void isQuickOnAHundredSquareCentimeters() {
    const Scene scene;
    SculptPreview preview;
    std::vector<SculptStroke> strokes;
    double slowest = 0, sum = 0;
    for (int i = 0; i < 12; ++i) {
      strokes.push_back(scene.push(4 * i - 24));
      QElapsedTimer timer;
      timer.start();
      const auto shown = preview.with(scene.implants, scene.layers, scene.frame, strokes);
      QCOMPARE(shown.size(), std::size_t(1));
      const double ms = double(timer.nsecsElapsed()) / 1e6;
      slowest = std::max(slowest, ms);
      sum += ms;
    }
    qInfo("%zu triangles, %.0f cm²: mean %.1f ms, slowest %.1f ms a stroke",
          scene.layers[0].display->fine.triangles.size(),
          areaMm2(scene.implants->parts.front().mesh) / 200, sum / 12, slowest);
    QVERIFY(sum / 12 < 200);  // 100 ms with its frame, on a quiet machine
  }
};

BREGMA_TEST(SculptPreviewTest, QCoreApplication);
#include "sculpt_preview_test.moc"
