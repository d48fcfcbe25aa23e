#include "viewer/color_scale.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class ColorScaleTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesStraightBetweenStops() {
    const ColorScale scale{{{1, {0, 0, 1}}, {3, {1, 0.5, 0}}, {4, {0, 1, 0}}}};
    const auto same = [](const Color& a, const Color& b) {
      return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue) <
             1e-9;
    };
    QVERIFY(same(colorAt(scale, 1), {0, 0, 1}));
    QVERIFY(same(colorAt(scale, 2), {0.5, 0.25, 0.5}));
    QVERIFY(same(colorAt(scale, 3.5), {0.5, 0.75, 0}));
    QVERIFY(same(colorAt(scale, -7), {0, 0, 1}));  // the ends go on
    QVERIFY(same(colorAt(scale, 99), {0, 1, 0}));
    QVERIFY(same(colorAt({{{2, {1, 1, 0}}}}, 5), {1, 1, 0}));
  }
};

BREGMA_TEST(ColorScaleTest, QCoreApplication);
#include "color_scale_test.moc"
