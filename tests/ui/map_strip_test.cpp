#include "ui/map_strip.hpp"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

class MapStripTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void scalesRiseFromLowToHigh() {
    Plan plan;
    for (const double gap : {0.0, 0.5, 5.0}) {
      plan.implant.gapMm = gap;
      for (const ImplantMap map : allImplantMaps) {
        const ColorScale scale = scaleOf(map, plan);
        QVERIFY(scale.stops.size() >= 3);
        for (std::size_t i = 1; i < scale.stops.size(); ++i)
          QVERIFY2(scale.stops[i].mm > scale.stops[i - 1].mm, nameOf(map).data());
      }
    }
  }
  void aChoiceIsToldAndShown() {
    MapStrip strip;
    strip.resize(420, strip.sizeHint().height());
    strip.show();
    QVERIFY(!strip.map());
    QSignalSpy chosen(&strip, &MapStrip::mapChosen), scaled(&strip, &MapStrip::scaleChanged);
    auto* choice = strip.findChild<QComboBox*>(QStringLiteral("implantMap"));
    QVERIFY(choice);
    auto* bar = strip.findChild<QWidget*>(QStringLiteral("colorBar"));
    const QImage blank = bar->grab().toImage();
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Down);
    QVERIFY(strip.map() == allImplantMaps[0]);
    QVERIFY(chosen.size() == 1 && scaled.size() == 1);
    QVERIFY(bar->grab().toImage() != blank);
    Plan thick;
    thick.vault.minThicknessMm = 6;
    strip.setPlan(thick);
    QCOMPARE(scaled.size(), 2);
    QVERIFY(strip.scale() == scaleOf(ImplantMap::Thickness, thick));
  }
};

BREGMA_TEST(MapStripTest, QApplication);
#include "map_strip_test.moc"
