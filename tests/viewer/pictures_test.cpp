#include "viewer/pictures.hpp"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

#include "model/error.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"
#include "tests/viewer/block.hpp"
#include "tests/viewer/frame.hpp"

using namespace bregma;

namespace {

std::vector<SolidPart> threeBalls() {
  const auto ball = [](const Vec3& c) {
    return std::make_shared<TriangleMesh>(shapes::ball(c, 15, 24));
  };
  return {{"left", ball({60, 0, 0}), {1, 0, 0}},
          {"anterior", ball({0, -60, 0}), {0, 1, 0}},
          {"superior", ball({0, 0, 60}), {0, 0, 1}}};
}

Spot spotIn(const Picture& picture, bool (*wanted)(const Pixel&)) {
  return spotOf(picture.width, picture.height, picture.rgb.data(), wanted);
}

test::EdgeLetters lettersOf(const Picture& picture, test::Ink ink) {
  return test::edgeLettersIn(picture.width, picture.height, picture.rgb.data(), ink);
}

}  // namespace

class PicturesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void drawsSixSidesTheRightWayRound() {
    const auto pictures = renderSolidPictures(threeBalls(), {200, 160});
    QCOMPARE(pictures.size(), std::size_t(6));
    QCOMPARE(pictures[0].name, std::string("front"));
    QCOMPARE(pictures[0].rgb.size(), std::size_t(200 * 160 * 3));
    // Seen from the front the patient's left is on the right of the picture, superior up.
    QVERIFY(spotIn(pictures[0], isRed).x > 110);
    QVERIFY(spotIn(pictures[0], isBlue).y < 60);
    QVERIFY(spotIn(pictures[1], isRed).x < 90);
    QVERIFY(spotIn(pictures[2], isGreen).x < 90);  // from the left, the nose points left
    QVERIFY(spotIn(pictures[3], isGreen).x > 110);
    QVERIFY(spotIn(pictures[4], isGreen).y < 60);  // from above, the nose points up
    QVERIFY(spotIn(pictures[4], isRed).x < 90);
    QVERIFY(spotIn(pictures[5], isRed).x > 110);
  }
  void everyPictureBearsItsSides() {
    const char* wanted[]{"R L S I", "L R S I", "A P S I", "P A S I", "L R A P", "R L A P"};
    const auto pictures = renderSolidPictures(threeBalls(), {400, 320});
    for (const View view : allViews) {
      const Picture& picture = pictures[std::size_t(view)];
      const test::EdgeLetters letters = lettersOf(picture, test::Ink::OnPaper);
      QCOMPARE(QString::fromStdString(letters.text()), QString::fromUtf8(wanted[int(view)]));
    }
    const Vec3 block{24, -30, 34};
    const auto slices = renderSlicePictures(blockVolume(block, 8), block, {}, {400, 320});
    const char* sliced[]{"R L A P", "R L S I", "A P S I"};
    for (std::size_t i = 0; i < 3; ++i)
      QCOMPARE(QString::fromStdString(lettersOf(slices[i], test::Ink::OnDark).text()),
               QString::fromUtf8(sliced[i]));
    // Seen from the left and a little from the front.
    const Picture closeUp = renderCloseUp(threeBalls(), {60, 0, 0}, {1, -0.5, 0}, 20, {400, 320});
    QCOMPARE(lettersOf(closeUp, test::Ink::OnPaper).text(), std::string("AR PL S I"));
  }
  void looksAtTheDefectFromOutside() {
    const Picture picture = renderCloseUp(threeBalls(), {60, 0, 0}, {1, 0.2, 0}, 20, {120, 120});
    const Spot red = spotIn(picture, isRed);
    QVERIFY(red.pixels > 3000);
    QVERIFY(std::abs(red.x - 60) < 4 && std::abs(red.y - 60) < 4);
  }
  void drawsSlicesWithCutLines() {
    const Vec3 block{24, -30, 34};
    const auto ball = std::make_shared<TriangleMesh>(shapes::ball(block, 6, 24));
    const auto pictures = renderSlicePictures(blockVolume({200, 0, 0}, 1), block,
                                              {{"ball", ball, {1, 0, 0}}}, {200, 200});
    QCOMPARE(pictures.size(), std::size_t(3));
    for (const Picture& picture : pictures) {
      const Spot red = spotIn(picture, isRed);
      QVERIFY2(red.pixels > 20, picture.name.c_str());
      QVERIFY(red.y < 80);
      QVERIFY(picture.name == "sagittal" ? red.x < 80 : red.x > 110);
    }
  }
  void drawsNothingFromNothing() { QCOMPARE(renderSolidPictures({}).size(), std::size_t(6)); }
  void writesPng() {
    Picture picture{"two", 2, 2, {255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7}};
    QTemporaryDir folder;
    const std::string file = folder.filePath("two.png").toStdString();
    writePng(file, picture);
    const QImage read(QString::fromStdString(file));
    QCOMPARE(read.size(), QSize(2, 2));
    QCOMPARE(read.pixel(1, 0), qRgb(0, 255, 0));
    QCOMPARE(read.pixel(1, 1), qRgb(9, 8, 7));
    QVERIFY(pngOf(Picture{}).empty());
    QVERIFY_EXCEPTION_THROWN(writePng(folder.filePath("none.png").toStdString(), {}), Error);
    QVERIFY(!QFile::exists(folder.filePath("none.png")));
  }
  void drawsTheSameTwice() {
    const auto a = renderSolidPictures(threeBalls(), {120, 120});
    const auto b = renderSolidPictures(threeBalls(), {120, 120});
    for (std::size_t i = 0; i < a.size(); ++i) QVERIFY(a[i].rgb == b[i].rgb);
  }
  void losesNoPictureOfMany() {
    for (int i = 0; i < 25; ++i)
      QVERIFY(!renderCloseUp(threeBalls(), {}, {1, 0, 0}, 60, {40, 40}).empty());
  }
  void goesWithoutADisplay() {
    const QByteArray display = qgetenv("DISPLAY");
    qputenv("DISPLAY", ":987");
    const bool could = canDraw();
    const auto pictures = renderSolidPictures(threeBalls());
    const auto slices = renderSlicePictures(blockVolume({}, 8), {}, {});
    const Picture closeUp = renderCloseUp(threeBalls(), {}, {1, 0, 0}, 10);
    qputenv("DISPLAY", display);
#if defined(Q_OS_LINUX)
    QVERIFY(!could && pictures.empty() && slices.empty() && closeUp.empty());
#else
    QVERIFY(could);
#endif
  }
};

/// No QGuiApplication: its connection would hide what happens when ours is the only one.
struct NoApplication {
  NoApplication(int& count, char**) { count = 1; }  // its options mean nothing to QtTest
};

BREGMA_TEST(PicturesTest, NoApplication);
#include "pictures_test.moc"
