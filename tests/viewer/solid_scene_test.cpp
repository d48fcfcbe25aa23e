#include "viewer/solid_scene.hpp"

#include <QGuiApplication>
#include <QTest>

#include "tests/room.hpp"
#include "tests/shapes.hpp"
#include "tests/viewer/frame.hpp"

using namespace bregma;

namespace {

constexpr int width = 400, height = 300;

struct Pane {
  Pane() : window(hiddenWindow(width, height)), scene(window) {
    scene.setPart("left", shapes::ball({60, 0, 0}, 15, 24), {1, 0, 0});
    scene.setPart("anterior", shapes::ball({0, -60, 0}, 15, 24), {0, 1, 0});
    scene.setPart("superior", shapes::ball({0, 0, 60}, 15, 24), {0, 0, 1});
  }
  Spot spot(bool (*wanted)(const Pixel&)) {
    scene.render();
    return spotOf(window, wanted);
  }
  vtkSmartPointer<vtkRenderWindow> window;
  SolidScene scene;
};

/// -1, 0 or 1: beyond the ball in the middle or not.
int sideOf(double from, double to) { return to - from > 20 ? 1 : from - to > 20 ? -1 : 0; }

}  // namespace

class SolidSceneTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyViewShowsEachSideWhereItBelongs() {
    struct Expected {
      View view;
      int leftX, leftY, anteriorX, anteriorY, superiorX, superiorY;  // 1: right or down
    };
    // The center of the three balls is at (30, -30, 30).
    const Expected table[]{
        {View::Front, 1, 1, -1, 1, -1, -1}, {View::Back, -1, 1, 1, 1, 1, -1},
        {View::Left, 1, 1, -1, 1, 1, -1},   {View::Right, -1, 1, 1, 1, -1, -1},
        {View::Top, -1, 1, 1, -1, 1, 1},    {View::Bottom, 1, 1, -1, -1, -1, 1},
    };
    Pane pane;
    for (const auto& e : table) {
      pane.scene.setView(e.view);
      const Spot left = pane.spot(isRed), anterior = pane.spot(isGreen),
                 superior = pane.spot(isBlue);
      const auto at = [&](const Spot& s, int x, int y) {
        return sideOf(width / 2.0, s.x) == x && sideOf(height / 2.0, s.y) == y;
      };
      QVERIFY2(left.pixels == 0 || at(left, e.leftX, e.leftY), nameOf(e.view));
      QVERIFY2(anterior.pixels == 0 || at(anterior, e.anteriorX, e.anteriorY), nameOf(e.view));
      QVERIFY2(superior.pixels == 0 || at(superior, e.superiorX, e.superiorY), nameOf(e.view));
      QVERIFY((left.pixels > 100) + (anterior.pixels > 100) + (superior.pixels > 100) == 3);
    }
  }
  void hidesAndRemovesParts() {
    Pane pane;
    QVERIFY(pane.spot(isRed).pixels > 100);
    pane.scene.setVisible("left", false);
    QCOMPARE(pane.spot(isRed).pixels, 0);
    pane.scene.setPart("left", shapes::ball({60, 0, 0}, 10, 24), {1, 0, 0});
    QCOMPARE(pane.spot(isRed).pixels, 0);  // still hidden
    pane.scene.setVisible("left", true);
    QVERIFY(pane.spot(isRed).pixels > 50);
    pane.scene.removePart("left");
    QVERIFY(!pane.scene.hasPart("left"));
    QCOMPARE(pane.spot(isRed).pixels, 0);
    pane.scene.setOpacity("nothing", 0.5);
    pane.scene.removePart("nothing");
  }
  void showsThroughATranslucentPart() {
    Pane pane;
    pane.scene.setPart("shell", shapes::ball({60, -70, 0}, 25, 24), {1, 1, 1}, 1);
    pane.scene.setView(View::Front);
    QCOMPARE(pane.spot(isRed).pixels, 0);
    pane.scene.setOpacity("shell", 0.3);
    const auto isReddish = [](const Pixel& p) { return p.red > p.green + 40; };
    pane.scene.render();
    QVERIFY(spotOf(pane.window, isReddish).pixels > 100);
  }
  void picksTheSurfaceUnderThePointer() {
    Pane pane;
    for (const View view : allViews) {
      pane.scene.setView(view);
      const Spot red = pane.spot(isRed);
      const auto hit = pane.scene.pick(red.x, red.y);
      QVERIFY(hit.has_value());
      QVERIFY(std::abs(length(*hit - Vec3{60, 0, 0}) - 15) < 0.5);
      QVERIFY(dot(*hit - Vec3{60, 0, 0}, gazeOf(view).direction) < -10);  // the near side
    }
    QVERIFY(!pane.scene.pick(1, 1).has_value());
  }
  void picksThroughWhatIsNotToBeTouched() {
    Pane pane;
    pane.scene.setView(View::Left);
    const Spot red = pane.spot(isRed);
    pane.scene.setPart("mark", shapes::ball({60, 0, 0}, 20, 24), {1, 1, 1}, 0.5);
    QCOMPARE(pane.scene.pickPart(red.x, red.y)->part, std::string("mark"));
    pane.scene.setPickable("mark", false);
    QCOMPARE(pane.scene.pickPart(red.x, red.y)->part, std::string("left"));
  }
  void keepsSuperiorUpWhileTurning() {
    Pane pane;
    for (int i = 0; i < 400; ++i) {
      pane.scene.rotate(37, i % 50 < 25 ? 31 : -29);
      const Gaze gaze = pane.scene.gaze();
      QVERIFY(gaze.up.z >= -1e-6);
      QVERIFY(std::abs(dot(gaze.up, gaze.direction)) < 1e-6);
    }
  }
  void turnsWithThePointer() {
    Pane pane;
    pane.scene.setView(View::Front);
    const double before = pane.spot(isGreen).x;  // the near ball
    pane.scene.rotate(40, 0);
    QVERIFY(pane.spot(isGreen).x > before + 5);
    pane.scene.setView(View::Front);
    const double above = pane.spot(isGreen).y;
    pane.scene.rotate(0, 40);
    QVERIFY(pane.spot(isGreen).y > above + 5);
  }
  void zoomsAndPans() {
    Pane pane;
    pane.scene.setView(View::Front);
    const Spot before = pane.spot(isBlue);
    pane.scene.zoom(0.5);
    QVERIFY(std::abs(pane.spot(isBlue).pixels - before.pixels / 4.0) < 0.03 * before.pixels);
    pane.scene.fit();
    pane.scene.pan(-25, 10);
    const Spot panned = pane.spot(isBlue);
    QVERIFY(std::abs(panned.x - before.x + 25) < 1 && std::abs(panned.y - before.y - 10) < 1);
  }
  void drawsCoarselyWhileItMoves() {
    Pane pane;
    // A coarse mesh that cannot be taken for the fine one.
    auto mesh = std::make_shared<DisplayMesh>();
    mesh->fine = makeDisplayMesh(shapes::ball({0, -60, 0}, 20, 24))->fine;
    mesh->coarser = {makeDisplayMesh(shapes::ball({0, -60, 0}, 10, 24))->fine};
    pane.scene.setPart("anterior", mesh, {0, 1, 0});
    pane.scene.setView(View::Front);
    const int resting = pane.spot(isGreen).pixels;
    pane.scene.setMoving(true);
    QVERIFY(std::abs(pane.spot(isGreen).pixels - resting / 4.0) < 0.05 * resting);
    pane.scene.setMoving(false);
    QCOMPARE(pane.spot(isGreen).pixels, resting);
  }
  void paintsValues() {
    Pane pane;
    const TriangleMesh ball = shapes::ball({60, 0, 0}, 15, 24);
    const ColorScale scale{{{0, {0, 1, 0}}, {1, {0, 1, 0}}, {1.001, {0, 0, 1}}}};
    std::vector<float> values(ball.vertices.size(), 0.5f);
    const int red = pane.spot(isRed).pixels, green = pane.spot(isGreen).pixels;
    pane.scene.setPaint("left", {std::make_shared<const std::vector<float>>(values), scale});
    QCOMPARE(pane.spot(isRed).pixels, 0);
    QVERIFY(pane.spot(isGreen).pixels > green + red / 2);
    // Where nothing is known the part keeps its color.
    std::ranges::fill(values, std::nanf(""));
    pane.scene.setPaint("left", {std::make_shared<const std::vector<float>>(values), scale});
    QVERIFY(std::abs(pane.spot(isRed).pixels - red) < red / 10);
    pane.scene.setPaint("left", {});
    QCOMPARE(pane.spot(isRed).pixels, red);
  }
  void arrowsAreGrabbedByTheirBall() {
    Pane pane;
    pane.scene.setView(View::Front);
    const Arrow arrow{{60, -20, 0}, normalized({0.5, -1, 0.4}), 45};
    pane.scene.setArrows({arrow});
    const auto isYellow = [](const Pixel& p) {
      return p.red > 100 && p.green > 100 && p.blue < 0.6 * p.green;
    };
    pane.scene.render();
    QVERIFY(spotOf(pane.window, isYellow).pixels > 50);
    const auto [x, y] = pane.scene.pixelOf(arrow.handle());
    QCOMPARE(pane.scene.arrowAt(x, y), std::optional<std::size_t>(0));
    QVERIFY(!pane.scene.arrowAt(x + 40, y));
    QVERIFY(length(pane.scene.arrowDraggedTo(0, x, y) - arrow.outward) < 1e-6);
    // Behind a part it is out of reach.
    pane.scene.setPart("screen", shapes::box({-100, -90, -100}, {100, -88, 100}), {1, 1, 1});
    QVERIFY(!pane.scene.arrowAt(x, y));
    pane.scene.setArrows({});
    pane.scene.removePart("screen");
    QVERIFY(!pane.scene.arrowAt(x, y));
  }
  void goesToAPose() {
    Pane pane;
    const CameraPose pose{gazeOf(View::Left), {60, 0, 0}, 20};
    pane.scene.setPose(pose);
    const Spot red = pane.spot(isRed);
    // Its shadows are too dark to count.
    QVERIFY(std::abs(red.x - width / 2.0) < 15 && std::abs(red.y - height / 2.0) < 15);
    const auto [x, y] = pane.scene.pixelOf({60, 0, 15});
    QVERIFY(std::abs(y - height * (0.5 - 0.5 * 15 / 20)) < 1 && std::abs(x - width / 2.0) < 1);
    QVERIFY(std::abs(pane.scene.pose().halfHeightMm - 20) < 1e-9);
  }
  void drawsAsFineAsTheTimeAllows() {
    Pane pane;
    auto mesh = std::make_shared<DisplayMesh>();
    mesh->fine = makeDisplayMesh(shapes::ball({0, -60, 0}, 20, 100))->fine;
    mesh->coarser = {makeDisplayMesh(shapes::ball({0, -60, 0}, 10, 24))->fine};
    pane.scene.setPart("anterior", mesh, {0, 1, 0});
    pane.scene.setView(View::Front);
    pane.scene.setFrameLimits({.movingMs = 1e6, .restingMs = 1e6});
    do pane.scene.render();
    while (pane.scene.unfinished());
    const int fine = pane.spot(isGreen).pixels;
    pane.scene.setFrameLimits({.movingMs = 0, .restingMs = 0});
    QVERIFY(pane.spot(isGreen).pixels < fine / 2);
  }
  void bringsAHeavyPartInOverSeveralFrames() {
    Pane pane;
    auto mesh = std::make_shared<DisplayMesh>();
    mesh->fine = makeDisplayMesh(shapes::ball({0, -60, 0}, 20, 260))->fine;
    mesh->coarser = {makeDisplayMesh(shapes::ball({0, -60, 0}, 10, 24))->fine};
    QVERIFY(mesh->fine.triangles.size() > 100'000);
    pane.scene.setView(View::Front);
    pane.scene.setFrameLimits({.movingMs = 1e6, .restingMs = 1e6});
    pane.scene.setPart("anterior", mesh, {0, 1, 0});
    const int coarse = pane.spot(isGreen).pixels;  // at once
    QVERIFY(coarse > 100 && pane.scene.unfinished());
    int frames = 1;
    for (; pane.scene.unfinished(); ++frames)
      QVERIFY(std::abs(pane.spot(isGreen).pixels - coarse) <= 1 || !pane.scene.unfinished());
    QVERIFY2(frames >= 6, qPrintable(QString::number(frames)));
    const int fine = pane.spot(isGreen).pixels;
    QVERIFY(std::abs(fine - 4 * coarse) < 0.3 * fine);
    // Without limits all of it is there in the first frame.
    Pane other;
    other.scene.setView(View::Front);
    other.scene.setPart("anterior", mesh, {0, 1, 0});
    QVERIFY(std::abs(other.spot(isGreen).pixels - fine) <= 2 && !other.scene.unfinished());
  }
};

BREGMA_TEST(SolidSceneTest, QGuiApplication);
#include "solid_scene_test.moc"
