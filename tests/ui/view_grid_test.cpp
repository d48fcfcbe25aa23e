#include "ui/view_grid.hpp"

#include <QApplication>
#include <QTest>
#include <QToolButton>

#include "tests/room.hpp"

using namespace bregma;

class ViewGridTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aPaneAloneTakesTheWholePlace() {
    ViewGrid grid;
    grid.resize(800, 600);
    grid.show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    for (const char* name : {"axial", "coronal", "sagittal", "solid"}) {
      const QString pane = QString::fromLatin1(name);
      auto* frame = grid.findChild<QWidget*>(pane + QStringLiteral("Frame"));
      auto* button = grid.findChild<QToolButton*>(pane + QStringLiteral("Alone"));
      QVERIFY(frame && button);
      const QRect among = frame->geometry();
      QVERIFY2(std::abs(among.width() - 400) < 20 && std::abs(among.height() - 300) < 40, name);
      QTest::mouseClick(button, Qt::LeftButton);
      QTRY_VERIFY2(frame->width() > 790 && frame->height() > 590, name);
      QTest::mouseClick(button, Qt::LeftButton);
      QTRY_COMPARE(frame->geometry(), among);
    }
  }
};

BREGMA_TEST(ViewGridTest, QApplication);
#include "view_grid_test.moc"
