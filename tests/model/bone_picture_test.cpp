#include "model/bone_picture.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/phantom.hpp"
#include "tests/room.hpp"

using namespace bregma;

class BonePictureTest : public QObject {
  Q_OBJECT
  static constexpr int pixels_ = 96;

  // A block of bone with a smaller one on the patient's left, superior and anterior of its middle.
  static CtVolume blocks() {
    const Geometry g{{40, 40, 40}, {2, 2, 2}, {-40, -40, -40}};
    std::vector<std::int16_t> hu(g.count(), -1000);
    for (int k = 10; k < 30; ++k)
      for (int j = 10; j < 30; ++j)
        for (int i = 10; i < 30; ++i) hu[g.index(i, j, k)] = 1000;
    for (int k = 24; k < 30; ++k)
      for (int j = 6; j < 12; ++j)
        for (int i = 24; i < 36; ++i) hu[g.index(i, j, k)] = 1000;
    return {g, std::move(hu)};
  }
  static int brightIn(const Thumbnail& t, int fromColumn, int toColumn) {
    int bright = 0;
    for (int row = 0; row < t.height; ++row)
      for (int column = fromColumn; column < toColumn; ++column)
        bright += t.gray[std::size_t(row) * std::size_t(t.width) + std::size_t(column)] > 0;
    return bright;
  }

 private Q_SLOTS:
  void thePatientsLeftIsOnTheRight() {
    const Thumbnail t = bonePicture(blocks(), 226, pixels_);
    QCOMPARE(t.width, pixels_);
    QCOMPARE(t.height, pixels_);
    QCOMPARE(t.gray.size(), std::size_t(pixels_ * pixels_));
    // What sticks out is the thinner side, and the whole is centered: its half holds less bone.
    QVERIFY(brightIn(t, pixels_ / 2, pixels_) > 0);
    QVERIFY(brightIn(t, pixels_ / 2, pixels_) < brightIn(t, 0, pixels_ / 2));
  }
  void airShowsNothing() {
    const Geometry g{{8, 8, 8}, {2, 2, 2}, {}};
    const Thumbnail t =
        bonePicture({g, std::vector<std::int16_t>(g.count(), -1000)}, 226, pixels_);
    QVERIFY(brightIn(t, 0, t.width) == 0);
  }
  void aHeadFillsItsPicture() {
    PhantomSettings head;
    head.spacing = {3, 3, 3};
    const Thumbnail t = bonePicture(phantomVolume(head), 226, pixels_);
    QVERIFY(brightIn(t, 0, pixels_) > pixels_ * pixels_ / 4);
  }
};

BREGMA_TEST(BonePictureTest, QCoreApplication);
#include "bone_picture_test.moc"
