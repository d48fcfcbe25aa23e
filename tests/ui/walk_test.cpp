#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "tests/image_letters.hpp"
#include "tests/room.hpp"
#include "ui/look.hpp"
#include "ui/main_window.hpp"
#include "ui/messages.hpp"
#include "ui/view_grid.hpp"
#include "ui/vtk_pane.hpp"

using namespace bregma;

namespace {

const QString cranium = QStringLiteral("/usr/share/doc/invesalius-examples/examples/Cranium.inv3");
constexpr int runTimeoutMs = 120'000;

}  // namespace

/// A person's way through the eight steps: by mouse and keys, on widgets found by their name.
class WalkTest : public QObject {
  Q_OBJECT
 public:
 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void opensThroughTheDialog();
  void panesBearTheirSides();
  void stepsRunOneByOne_data();
  void stepsRunOneByOne();
  void clickMovesTheCrosshair();
  void dragChangesWindowAndLevel();
  void wheelScrolls();
  void layersHideAndShow();
  void theHeadBearsItsSides();
  void draggingTurnsTheHead();
  void undoMakesOldResultsFresh();
  void strokesArePainted();
  void implantIsWorkedByHand();
  void cancelKeepsFinishedSteps();
  void exportsAfterAcknowledging();
  void badFileShowsTheBanner();
  void dropOpens();

 private:
  template <class Widget>
  Widget* find(const QString& name) {
    auto* widget = window_->findChild<Widget*>(name);
    if (!widget) qWarning("no widget %s", qPrintable(name));
    return widget;
  }
  void click(const QString& button) {
    QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
  }
  void clickStep(Step step) {
    auto* list = find<QListWidget>(QStringLiteral("stepList"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualItemRect(list->item(int(step))).center());
  }
  void setNumber(const QString& name, const QString& text) {
    auto* box = find<QAbstractSpinBox>(name);
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, text);
    QTest::keyClick(box, Qt::Key_Return);
  }
  /// Shortcuts need an active window, which a bare X server does not make.
  void press(int key, Qt::KeyboardModifiers modifiers) {
    QApplication::setActiveWindow(window_.get());
    QTest::keyClick(window_->windowHandle(), Qt::Key(key), modifiers);
  }
  void undo() { press(Qt::Key_Z, Qt::ControlModifier); }
  void redo() { press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
  StepStatus status(Step step) const { return window_->session().status(step); }
  bool idle() const { return !window_->session().running(); }
  /// Saves what a person sees now.
  void picture(const QString& name) {
    QTest::qWait(400);  // a rest: fine meshes are drawn
    QVERIFY(window_->grab().save(pictures_.filePath(name + QStringLiteral(".png"))));
  }

  std::unique_ptr<MainWindow> window_;
  QDir pictures_;
};

void WalkTest::initTestCase() {
  if (!QFile::exists(cranium)) QSKIP("invesalius-examples is not installed");
  pictures_ = QDir(qEnvironmentVariable("BREGMA_PICTURES", QStringLiteral("walk")));
  QVERIFY(pictures_.mkpath(QStringLiteral(".")));
  applyLook(*qApp);
  window_ = std::make_unique<MainWindow>();
  window_->resize(1366, 768);
  window_->show();
  QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  picture(QStringLiteral("0-empty"));
}

void WalkTest::cleanupTestCase() { window_.reset(); }

void WalkTest::opensThroughTheDialog() {
  click(QStringLiteral("import.openFile"));
  auto* dialog = find<QFileDialog>(QStringLiteral("openFileDialog"));
  QVERIFY(dialog);
  QTRY_VERIFY(dialog->isVisible());
  auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
  QVERIFY(name);
  name->setText(cranium);
  auto* buttons = dialog->findChild<QDialogButtonBox*>();
  QVERIFY(buttons);
  QTRY_VERIFY(buttons->button(QDialogButtonBox::Open)->isEnabled());
  QTest::mouseClick(buttons->button(QDialogButtonBox::Open), Qt::LeftButton);
  QVERIFY(window_->session().isOpen());
  QTRY_VERIFY_WITH_TIMEOUT(idle() && status(Step::Import) == StepStatus::Ready, runTimeoutMs);
  QVERIFY(window_->windowTitle().contains(QStringLiteral("Cranium.inv3")));
  QCOMPARE(status(Step::Bone), StepStatus::Missing);
  QVERIFY(find<QWidget>(QStringLiteral("finding.SideUnconfirmed")));
  picture(QStringLiteral("1-import"));
}

void WalkTest::panesBearTheirSides() {
  const std::pair<const char*, const char*> wanted[]{
      {"axialPane", "R L A P"}, {"coronalPane", "R L S I"}, {"sagittalPane", "A P S I"}};
  for (const auto& [name, letters] : wanted) {
    auto* pane = window_->findChild<VtkPane*>(QLatin1String(name));
    QVERIFY(pane);
    QCOMPARE(test::edgeLettersIn(pane->picture(), test::Ink::OnDark).text(), std::string(letters));
  }
}

void WalkTest::stepsRunOneByOne_data() {
  QTest::addColumn<int>("row");
  for (const Step step : allSteps)
    if (step != Step::Import && step != Step::Export)
      QTest::newRow(nameOf(step).data()) << int(step);
}

void WalkTest::stepsRunOneByOne() {
  QFETCH(int, row);
  const Step step = Step(row);
  clickStep(step);
  QCOMPARE(find<QLabel>(QStringLiteral("panelTitle"))->text(), stepTitle(step));
  click(QStringLiteral("runHere"));
  QCOMPARE(status(step), StepStatus::Running);
  QVERIFY(find<QProgressBar>(QStringLiteral("progress"))->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(idle(), runTimeoutMs);
  QVERIFY2(window_->session().failure().isEmpty(), qPrintable(window_->session().failure()));
  QCOMPARE(status(step), StepStatus::Ready);
  QTest::qWait(500);
  picture(QStringLiteral("%1-%2").arg(row + 1).arg(QLatin1String(nameOf(step).data())));
}

void WalkTest::clickMovesTheCrosshair() {
  auto* pane = find<QWidget>(QStringLiteral("axialPane"));
  const Vec3 before = window_->views().point();
  QTest::mouseClick(pane, Qt::LeftButton, {}, pane->rect().center() + QPoint(30, 20));
  const Vec3 after = window_->views().point();
  QVERIFY(after.x != before.x && after.y != before.y);
  QVERIFY(std::abs(after.z - before.z) < 1);  // the middle of the slice
  for (const Orientation o : {Orientation::Axial, Orientation::Coronal, Orientation::Sagittal})
    QVERIFY(length(window_->views().slice(o).scene().point() - after) < 1e-9);
}

void WalkTest::dragChangesWindowAndLevel() {
  auto* pane = find<QWidget>(QStringLiteral("coronalPane"));
  auto& scene = window_->views().slice(Orientation::Sagittal).scene();
  const double window = scene.windowHu(), level = scene.levelHu();
  QTest::mousePress(pane, Qt::RightButton, {}, {50, 50});
  QTest::mouseMove(pane, {80, 90});
  QTest::mouseRelease(pane, Qt::RightButton, {}, {80, 90});
  QVERIFY(scene.windowHu() > window);
  QVERIFY(scene.levelHu() > level);
  window_->views().setWindowLevel(window, level);
}

void WalkTest::wheelScrolls() {
  auto* pane = find<QWidget>(QStringLiteral("axialPane"));
  const Vec3 before = window_->views().point();
  const QPointF at = pane->rect().center();
  QWheelEvent wheel(at, pane->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(pane, &wheel);
  QVERIFY(window_->views().point().z > before.z);
}

void WalkTest::layersHideAndShow() {
  auto* skull = find<QCheckBox>(QStringLiteral("layer.skull.visible"));
  auto& solid = window_->views().solid();
  clickStep(Step::Implant);
  click(QStringLiteral("view.front"));
  QTest::qWait(300);
  const QImage with = solid.picture();
  QTest::mouseClick(skull, Qt::LeftButton, {}, {8, skull->height() / 2});
  QVERIFY(!skull->isChecked());
  QTest::qWait(300);
  const QImage without = solid.picture();
  QVERIFY(with != without);
  QTest::mouseClick(skull, Qt::LeftButton, {}, {8, skull->height() / 2});
  QTest::qWait(300);
}

/// What a double click hits lies on the side of the patient that the letters say, from all six
/// sides.
void WalkTest::theHeadBearsItsSides() {
  SolidPane& pane = window_->views().solid();
  const auto pointAt = [&](int x, int y) {
    QTest::mouseDClick(&pane, Qt::LeftButton, {}, pane.rect().center() + QPoint(x, y));
    return window_->views().point();
  };
  for (const View view : allViews) {
    click(QStringLiteral("view.") + QString::fromLatin1(nameOf(view)));
    QTest::qWait(800);  // flight and rest
    const auto letters = test::edgeLettersIn(pane.picture(), test::Ink::OnDark);
    const QByteArray said = QByteArray(nameOf(view)) + ": " + letters.text().c_str();
    const int reach = pane.height() / 6;
    const Vec3 across = pointAt(reach, 0) - pointAt(-reach, 0);
    QVERIFY2(dot(test::towards(letters.right), across) > reach / 4.0 &&
                 dot(test::towards(letters.left), across) < -reach / 4.0,
             said);
    const Vec3 along = pointAt(0, -reach) - pointAt(0, reach);
    QVERIFY2(dot(test::towards(letters.upper), along) > reach / 4.0 &&
                 dot(test::towards(letters.lower), along) < -reach / 4.0,
             said);
  }
  click(QStringLiteral("view.front"));
}

void WalkTest::draggingTurnsTheHead() {
  SolidPane& pane = window_->views().solid();
  const Gaze before = pane.scene().gaze();
  QTest::mousePress(&pane, Qt::LeftButton, {}, {100, 100});
  for (int k = 1; k <= 30; ++k) QTest::mouseMove(&pane, {100 + 4 * k, 100 + k}, 10);
  QTest::mouseRelease(&pane, Qt::LeftButton, {}, {220, 130});
  const Gaze after = pane.scene().gaze();
  QVERIFY(dot(before.direction, after.direction) < 0.9);
  QVERIFY(after.up.z > 0);
}

void WalkTest::undoMakesOldResultsFresh() {
  clickStep(Step::Implant);
  setNumber(QStringLiteral("implant.gapMm"), QLocale().toString(1.0, 'f', 2));
  QCOMPARE(window_->session().plan().implant.gapMm, 1.0);
  QVERIFY(status(Step::Implant) != StepStatus::Ready);  // out of date, or on its way already
  QCOMPARE(status(Step::Vault), StepStatus::Ready);
  undo();
  QTRY_COMPARE_WITH_TIMEOUT(status(Step::Implant), StepStatus::Ready, runTimeoutMs);
  QCOMPARE(find<QDoubleSpinBox>(QStringLiteral("implant.gapMm"))->value(), 0.5);
  redo();  // out of date again, unless it was computed on the way
  QCOMPARE(window_->session().plan().implant.gapMm, 1.0);
  undo();
  QTRY_COMPARE_WITH_TIMEOUT(status(Step::Mold), StepStatus::Ready, runTimeoutMs);
}

void WalkTest::strokesArePainted() {
  clickStep(Step::Defect);
  click(QStringLiteral("defect.brush"));
  auto* pane = find<QWidget>(QStringLiteral("coronalPane"));
  const QPoint middle = pane->rect().center();
  QTest::mousePress(pane, Qt::LeftButton, {}, middle);
  for (int k = 1; k <= 10; ++k) QTest::mouseMove(pane, middle + QPoint(4 * k, 0));
  QTest::mouseRelease(pane, Qt::LeftButton, {}, middle + QPoint(40, 0));
  const auto strokes = window_->session().plan().defect.strokes;
  QVERIFY(strokes.size() >= 2);
  QCOMPARE(strokes.front().radiusMm, 5.0);
  QVERIFY(strokes.front().add);
  QCOMPARE(status(Step::Defect), StepStatus::Stale);
  QCOMPARE(status(Step::Head), StepStatus::Ready);
  picture(QStringLiteral("painted"));
  undo();
  QVERIFY(window_->session().plan().defect.strokes.empty());
  click(QStringLiteral("defect.brush"));
}

void WalkTest::implantIsWorkedByHand() {
  clickStep(Step::Implant);
  click(QStringLiteral("implant.brush"));
  auto* pane = find<QWidget>(QStringLiteral("coronalPane"));
  const QPoint middle = pane->rect().center();
  const auto drag = [&] {
    QTest::mousePress(pane, Qt::LeftButton, {}, middle);
    for (int k = 1; k <= 10; ++k) QTest::mouseMove(pane, middle + QPoint(6 * k, 0));
    QTest::mouseRelease(pane, Qt::LeftButton, {}, middle + QPoint(60, 0));
  };
  const auto wanted = [&]() -> const ImplantSettings& { return window_->session().plan().implant; };
  drag();
  QVERIFY(wanted().strokes.size() >= 2);
  QVERIFY(wanted().strokes[0].tool == SculptTool::Push && wanted().strokes[0].radiusMm == 10);
  QVERIFY(status(Step::Implant) != StepStatus::Ready);  // out of date, or on its way already
  QCOMPARE(status(Step::Vault), StepStatus::Ready);
  auto* makes = find<QComboBox>(QStringLiteral("implant.brushMakes"));
  makes->setFocus();
  QTest::keyClicks(makes, QStringLiteral("Hole"));
  drag();
  QCOMPARE(wanted().holes.size(), std::size_t(1));
  QTest::qWait(QApplication::keyboardInputInterval() + 100);
  QTest::keyClicks(makes, QStringLiteral("Gap"));
  drag();
  QCOMPARE(wanted().gapRegions.size(), std::size_t(1));
  click(QStringLiteral("implant.removeHole"));
  QVERIFY(wanted().holes.empty());
  picture(QStringLiteral("worked"));
  const auto untouched = [&] { return wanted() == ImplantSettings{}; };
  while (!untouched() && window_->session().history().canUndo()) undo();
  QVERIFY(untouched());
  // What was computed by itself meanwhile may still be on its way.
  QTRY_COMPARE_WITH_TIMEOUT(status(Step::Implant), StepStatus::Ready, runTimeoutMs);
  clickStep(Step::Defect);
  QVERIFY(!find<QPushButton>(QStringLiteral("implant.brush"))->isChecked());
}

void WalkTest::cancelKeepsFinishedSteps() {
  clickStep(Step::Bone);
  setNumber(QStringLiteral("bone.lowerHu"), QStringLiteral("300"));
  QCOMPARE(status(Step::Bone), StepStatus::Stale);
  click(QStringLiteral("runAll"));
  QVERIFY(!idle());
  QTest::qWait(50);
  click(QStringLiteral("cancel"));
  QTRY_VERIFY_WITH_TIMEOUT(idle(), 10'000);
  QVERIFY(status(Step::Mold) != StepStatus::Ready);
  QCOMPARE(status(Step::Import), StepStatus::Ready);
  QVERIFY(window_->session().failure().isEmpty());
  undo();
  QCOMPARE(status(Step::Mold), StepStatus::Ready);
}

void WalkTest::exportsAfterAcknowledging() {
  QTemporaryDir folder;
  clickStep(Step::Export);
  auto* line = find<QLineEdit>(QStringLiteral("export.folder"));
  QVERIFY(!find<QPushButton>(QStringLiteral("runHere"))->isEnabled());
  line->setFocus();
  QTest::keyClicks(line, folder.filePath(QStringLiteral("case.bregma")));
  QTest::keyClick(line, Qt::Key_Return);
  while (!window_->session().current().unacknowledged().empty()) {
    const auto before = window_->session().plan().acknowledged.size();
    const auto code = nameOf(window_->session().current().unacknowledged().front().code);
    click(QStringLiteral("finding.%1.acknowledge").arg(QLatin1String(code.data())));
    QTRY_VERIFY(window_->session().plan().acknowledged.size() > before);
  }
  QSignalSpy report(&window_->session(), &CaseSession::reportWritten);
  click(QStringLiteral("runHere"));
  QTRY_VERIFY_WITH_TIMEOUT(idle(), runTimeoutMs);
  QVERIFY2(window_->session().failure().isEmpty(), qPrintable(window_->session().failure()));
  QTRY_COMPARE_WITH_TIMEOUT(report.size(), 1, runTimeoutMs);
  QCOMPARE(status(Step::Export), StepStatus::Ready);
  for (const char* file :
       {"plan.json", "export/implant.stl", "export/report.json", "export/report.pdf"})
    QVERIFY2(QFile::exists(folder.filePath(QStringLiteral("case.bregma/") + QLatin1String(file))),
             file);
  picture(QStringLiteral("8-export"));
}

void WalkTest::badFileShowsTheBanner() {
  QTemporaryDir folder;
  QFile file(folder.filePath(QStringLiteral("letter.txt")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("not a scan");
  file.close();
  auto* sentence = find<QLabel>(QStringLiteral("banner.error"));
  QVERIFY(!sentence->isVisible());
  window_->openInput(file.fileName().toStdU16String(), Step::Mold);
  QTRY_VERIFY_WITH_TIMEOUT(idle(), runTimeoutMs);
  QVERIFY(sentence->isVisible());
  QVERIFY(!sentence->text().isEmpty());
  QCOMPARE(status(Step::Import), StepStatus::Failed);
  picture(QStringLiteral("bad-file"));
  click(QStringLiteral("banner.dismiss"));
  QVERIFY(!sentence->isVisible());
}

void WalkTest::dropOpens() {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(cranium)});
  QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(window_.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(window_.get(), &drop);
  QTRY_VERIFY_WITH_TIMEOUT(idle() && status(Step::Import) == StepStatus::Ready, runTimeoutMs);
  QVERIFY(window_->windowTitle().contains(QStringLiteral("Cranium.inv3")));
}

BREGMA_TEST(WalkTest, QApplication);
#include "walk_test.moc"
