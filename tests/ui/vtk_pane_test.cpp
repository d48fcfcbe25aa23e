#include "ui/vtk_pane.hpp"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkRendererCollection.h>
#include <vtkSphereSource.h>

#include <QApplication>
#include <QTest>
#include <QVBoxLayout>
#include <QWindow>
#include <memory>

#include "tests/room.hpp"

using namespace bregma;

namespace {

/// A red ball on blue.
void addBall(VtkPane& pane) {
  vtkNew<vtkSphereSource> ball;
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputConnection(ball->GetOutputPort());
  vtkNew<vtkActor> actor;
  actor->SetMapper(mapper);
  actor->GetProperty()->SetColor(1, 0, 0);
  actor->GetProperty()->LightingOff();
  vtkNew<vtkRenderer> renderer;
  renderer->SetBackground(0, 0, 1);
  renderer->AddActor(actor);
  renderer->ResetCamera();
  pane.renderWindow()->AddRenderer(renderer);
}

vtkCamera* cameraOf(VtkPane& pane) {
  return pane.renderWindow()->GetRenderers()->GetFirstRenderer()->GetActiveCamera();
}

QColor middleOf(VtkPane& pane) {
  const QImage image = pane.picture();
  return image.pixelColor(image.width() / 2, image.height() / 2);
}

}  // namespace

class VtkPaneTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsTheScene();
  void manyRequestsMakeOneFrame();
  void survivesAnotherWindow();
  void leavesTheWindowToItsWidgets();
  void diesWhileHiddenOrShown();
};

void VtkPaneTest::showsTheScene() {
  VtkPane pane;
  addBall(pane);
  pane.resize(200, 160);
  pane.show();
  QVERIFY(QTest::qWaitForWindowExposed(&pane));
  QTRY_COMPARE(middleOf(pane), QColor(255, 0, 0));
  const QImage image = pane.picture();
  QCOMPARE(image.pixelColor(2, 2), QColor(0, 0, 255));
  pane.resize(320, 240);
  QTRY_COMPARE(pane.renderWindow()->GetSize()[0], qRound(320 * pane.devicePixelRatioF()));
  QTRY_COMPARE(middleOf(pane), QColor(255, 0, 0));
}

void VtkPaneTest::manyRequestsMakeOneFrame() {
  VtkPane pane;
  addBall(pane);
  pane.resize(200, 160);
  pane.show();
  QVERIFY(QTest::qWaitForWindowExposed(&pane));
  QTRY_VERIFY(pane.frames() > 0);
  QTest::qWait(100);
  const int before = pane.frames();
  for (int k = 0; k < 10; ++k) {
    cameraOf(pane)->Azimuth(10);
    pane.requestRender();
  }
  QTRY_VERIFY(pane.frames() > before);
  QTest::qWait(100);
  QVERIFY2(pane.frames() <= before + 2, qPrintable(QString::number(pane.frames() - before)));
  pane.update();
  QTest::qWait(100);
  QVERIFY(pane.frames() <= before + 2);
}

void VtkPaneTest::survivesAnotherWindow() {
  QWidget first, second;
  auto* firstLayout = new QVBoxLayout(&first);
  auto* secondLayout = new QVBoxLayout(&second);
  auto* pane = new VtkPane;
  addBall(*pane);
  firstLayout->addWidget(pane);
  first.resize(200, 160);
  second.resize(260, 200);
  first.show();
  QVERIFY(QTest::qWaitForWindowExposed(&first));
  QTRY_COMPARE(middleOf(*pane), QColor(255, 0, 0));
  secondLayout->addWidget(pane);
  second.show();
  QVERIFY(QTest::qWaitForWindowExposed(&second));
  QTRY_COMPARE(middleOf(*pane), QColor(255, 0, 0));
}

// A window with OpenGL of its own is put together by it, whatever changes.
void VtkPaneTest::leavesTheWindowToItsWidgets() {
  VtkPane pane;
  addBall(pane);
  pane.show();
  QVERIFY(QTest::qWaitForWindowExposed(&pane));
  QTRY_COMPARE(middleOf(pane), QColor(255, 0, 0));
  QCOMPARE(pane.windowHandle()->surfaceType(), QSurface::RasterSurface);
  const QImage shown = pane.grab().toImage();
  QCOMPARE(shown.pixelColor(shown.width() / 2, shown.height() / 2), QColor(255, 0, 0));
}

void VtkPaneTest::diesWhileHiddenOrShown() {
  {
    VtkPane neverShown;
    addBall(neverShown);
    neverShown.renderWindow()->Render();
    QCOMPARE(neverShown.frames(), 0);
  }
  auto shown = std::make_unique<VtkPane>();
  addBall(*shown);
  shown->show();
  QVERIFY(QTest::qWaitForWindowExposed(shown.get()));
  QTRY_VERIFY(shown->frames() > 0);
  shown.reset();
}

BREGMA_TEST(VtkPaneTest, QApplication);
#include "vtk_pane_test.moc"
