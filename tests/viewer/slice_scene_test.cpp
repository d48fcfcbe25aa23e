#include "viewer/slice_scene.hpp"

#include <QGuiApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"
#include "tests/viewer/block.hpp"
#include "tests/viewer/frame.hpp"

using namespace bregma;

namespace {

constexpr int width = 400, height = 300;

struct Pane {
  explicit Pane(Orientation orientation)
      : window(hiddenWindow(width, height)), scene(window, orientation) {
    scene.setCrosshairVisible(false);
  }
  Spot spot(bool (*wanted)(const Pixel&)) {
    scene.render();
    return spotOf(window, wanted);
  }
  vtkSmartPointer<vtkRenderWindow> window;
  SliceScene scene;
};

}  // namespace

class SliceSceneTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsTheBlockOnItsSide_data() {
    QTest::addColumn<int>("orientation");
    QTest::addColumn<int>("right");  // 1: right half of the picture, -1: left half
    QTest::addColumn<int>("down");
    QTest::newRow("axial") << int(Orientation::Axial) << 1 << -1;
    QTest::newRow("coronal") << int(Orientation::Coronal) << 1 << -1;
    QTest::newRow("sagittal") << int(Orientation::Sagittal) << -1 << -1;
  }
  void showsTheBlockOnItsSide() {
    QFETCH(int, orientation);
    QFETCH(int, right);
    QFETCH(int, down);
    Pane pane{Orientation(orientation)};
    const Vec3 block{24, -30, 34};  // left, anterior, superior
    pane.scene.setVolume(blockVolume(block, 8));
    pane.scene.setPoint(block);
    pane.scene.setWindowLevel(100, 0);
    const Spot spot = pane.spot(isWhite);
    QVERIFY(spot.pixels > 200);
    QVERIFY((spot.x - width / 2.0) * right > 20);
    QVERIFY((spot.y - height / 2.0) * down > 20);
    const Vec3 found = pane.scene.pick(spot.x, spot.y);
    QVERIFY(length(found - block) < 2.5);
  }
  void lettersStandWhereTheBlockLies() {
    const char* wanted[]{"R L A P", "R L S I", "A P S I"};
    for (const auto orientation :
         {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal}) {
      for (const Vec3& block : {Vec3{24, -30, 34}, {-24, -30, 34}, {24, 30, -34}, {-24, 30, -34}}) {
        Pane pane{orientation};
        pane.scene.setVolume(blockVolume(block, 8));
        pane.scene.setPoint(block);
        pane.scene.setWindowLevel(100, 0);
        const Spot spot = pane.spot(isWhite);
        const test::EdgeLetters letters = lettersIn(pane.window, test::Ink::OnDark);
        QCOMPARE(QString::fromStdString(letters.text()),
                 QString::fromUtf8(wanted[int(orientation)]));
        const double x = spot.x - width / 2.0, y = spot.y - height / 2.0;
        QVERIFY(test::agrees(letters, block, x, y));
        // The same letters around a mirrored picture would lie.
        QVERIFY(!test::agrees(letters, {-block.x, -block.y, block.z}, x, y));
      }
    }
  }
  void drawsMaskAndCutLinesOnTheSameSpot() {
    for (const auto orientation :
         {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal}) {
      Pane pane(orientation);
      const Vec3 block{24, -30, 34};
      const CtVolume ct = blockVolume({200, 0, 0}, 1);
      std::vector<std::uint8_t> inside(ct.geometry().count());
      for (int k = 44; k < 50; ++k)
        for (int j = 12; j < 18; ++j)
          for (int i = 38; i < 44; ++i) inside[ct.geometry().index(i, j, k)] = 1;
      pane.scene.setVolume(ct);
      pane.scene.setPoint(block);
      pane.scene.setMask({ct.geometry(), inside}, {1, 0, 0}, 1);
      const Spot mask = pane.spot(isRed);
      QVERIFY(mask.pixels > 100);
      QVERIFY(length(pane.scene.pick(mask.x, mask.y) - ct.geometry().toPatient(41, 14, 46)) < 4);
      pane.scene.setMask({});
      pane.scene.setContours("ball", std::make_shared<TriangleMesh>(shapes::ball(block, 10, 24)),
                             {0, 1, 0});
      QCOMPARE(pane.spot(isRed).pixels, 0);
      const Spot cut = pane.spot(isGreen);
      QVERIFY(cut.pixels > 50);
      QVERIFY(length(pane.scene.pick(cut.x, cut.y) - block) < 2.5);
      pane.scene.setContoursVisible("ball", false);
      QCOMPARE(pane.spot(isGreen).pixels, 0);
      pane.scene.setContoursVisible("ball", true);
      pane.scene.scroll(8);  // 16 mm: past the ball
      QCOMPARE(pane.spot(isGreen).pixels, 0);
    }
  }
  void scrollsByVoxelPlanesAndStopsAtTheEnd() {
    Pane pane(Orientation::Axial);
    pane.scene.setVolume(blockVolume({}, 8));
    pane.scene.setPoint({0, 0, 0.6});
    pane.scene.scroll(3);
    QCOMPARE(pane.scene.point().z, 7.0);
    QCOMPARE(pane.scene.positionText(), std::string("S 7.0 mm"));
    pane.scene.scroll(-1000);
    QCOMPARE(pane.scene.point().z, -59.0);
    QCOMPARE(pane.scene.positionText(), std::string("I 59.0 mm"));
    pane.scene.setPoint({std::nan(""), 0, 0});
    QCOMPARE(pane.scene.point().z, -59.0);
  }
  void zoomsAboutThePointerAndPansWithIt() {
    Pane pane(Orientation::Coronal);
    pane.scene.setVolume(blockVolume({}, 8));
    const Vec3 before = pane.scene.pick(100, 80);
    pane.scene.zoom(3, 100, 80);
    QVERIFY(length(pane.scene.pick(100, 80) - before) < 1e-9);
    pane.scene.pan(30, -20);
    QVERIFY(length(pane.scene.pick(130, 60) - before) < 1e-9);
    pane.scene.render();
    QVERIFY(length(pane.scene.pick(130, 60) - before) < 1e-9);
  }
  void crossesAtThePoint() {
    Pane pane(Orientation::Axial);
    pane.scene.setVolume(blockVolume({200, 0, 0}, 1));
    pane.scene.setPoint({20, -10, 0});
    pane.scene.setCrosshairVisible(true);
    const auto isCross = [](const Pixel& p) { return p.green > 150 && p.red < 120; };
    pane.scene.render();
    const Spot upright = spotOf(pane.window, isCross);
    QVERIFY(upright.pixels > 300);
    QVERIFY(pane.scene.pick(upright.x, upright.y).x > 0);
  }
  void keepsTheVoxelsAlive() {
    Pane pane(Orientation::Axial);
    {
      const CtVolume ct = blockVolume({}, 30);
      pane.scene.setVolume(ct);
    }
    pane.scene.setWindowLevel(100, 0);
    QVERIFY(pane.spot(isWhite).pixels > 1000);
    pane.scene.setVolume({});
    QVERIFY(pane.spot(isWhite).pixels < 10);
    QVERIFY(pane.scene.positionText().empty());
  }
};

BREGMA_TEST(SliceSceneTest, QGuiApplication);
#include "slice_scene_test.moc"
