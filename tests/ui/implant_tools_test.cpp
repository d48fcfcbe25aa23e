#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <memory>

#include "planning/insertion.hpp"
#include "tests/room.hpp"
#include "ui/constraint_panel.hpp"
#include "ui/look.hpp"
#include "ui/main_window.hpp"
#include "ui/view_grid.hpp"

using namespace bregma;

namespace {

const QString cranium = QStringLiteral("/usr/share/doc/invesalius-examples/examples/Cranium.inv3");
constexpr int runTimeoutMs = 120'000;

}  // namespace

/// What a person does to an implant that is there: judges it, paints maps on it, turns its way in,
/// compares and blends methods, sculpts. By mouse and keys, on a real head.
class ImplantToolsTest : public QObject {
  Q_OBJECT
 public:
 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase() { window_.reset(); }
  void constraintsAreListed();
  void aClickFliesThere();
  void constraintsFollowAnEdit();
  void mapsArePainted_data();
  void mapsArePainted();
  void theArrowIsDragged();
  void undercutIsTaperedAway();
  void strokesShowAtOnce_data();
  void strokesShowAtOnce();
  void methodsAreLaidOverEachOther();
  void theSliderBlends();
  void theBrushBlends();

 private:
  template <class Widget>
  Widget* find(const QString& name) {
    auto* widget = window_->findChild<Widget*>(name);
    if (!widget) qFatal("no widget %s", qPrintable(name));
    return widget;
  }
  void click(const QString& button) {
    QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton);
  }
  void undo() {
    QApplication::setActiveWindow(window_.get());
    QTest::keyClick(window_->windowHandle(), Qt::Key_Z, Qt::ControlModifier);
  }
  void choose(const QString& box, int index) {
    auto* choice = find<QComboBox>(box);
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Home);
    for (int i = 0; i < index; ++i) QTest::keyClick(choice, Qt::Key_Down);
    QCOMPARE(choice->currentIndex(), index);
  }
  CaseSession& session() { return window_->session(); }
  SolidPane& solid() { return window_->views().solid(); }
  bool settled() {
    return !session().running() && session().status(Step::Implant) == StepStatus::Ready;
  }
  const ImplantReview& review() {
    kept_ = session().current().implants();
    return kept_->parts.front().review;
  }
  /// A place in the middle of the implant, seen from outside, as widget pixels of the 3-D pane.
  QPoint implantInSight();
  QPoint pixelOf(const Vec3& point) {
    const auto [x, y] = solid().scene().pixelOf(point);
    return (QPointF(x, y) / solid().devicePixelRatioF()).toPoint();
  }
  void picture(const QString& name) {
    QTest::qWait(500);
    QVERIFY(window_->grab().save(pictures_.filePath(name + QStringLiteral(".png"))));
  }

  std::unique_ptr<MainWindow> window_;
  std::shared_ptr<const Implants> kept_;
  QDir pictures_;
};

void ImplantToolsTest::initTestCase() {
  if (!QFile::exists(cranium)) QSKIP("invesalius-examples is not installed");
  pictures_ = QDir(qEnvironmentVariable("BREGMA_PICTURES", QStringLiteral("implant_tools")));
  QVERIFY(pictures_.mkpath(QStringLiteral(".")));
  applyLook(*qApp);
  window_ = std::make_unique<MainWindow>();
  window_->resize(1366, 860);
  window_->show();
  QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  window_->openInput(cranium.toStdU16String(), Step::Implant);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QVERIFY2(session().failure().isEmpty(), qPrintable(session().failure()));
  window_->chooseStep(Step::Implant);
  QTRY_VERIFY(solid().scene().hasPart("implant 1"));
}

QPoint ImplantToolsTest::implantInSight() {
  const DefectRegion& region = session().current().defects()->regions.front();
  window_->views().flyTo(region.center, region.outward);
  [&] { QTRY_VERIFY(!solid().flying()); }();
  return pixelOf(region.center);
}

void ImplantToolsTest::constraintsAreListed() {
  auto* panel = find<ConstraintPanel>(QStringLiteral("constraints"));
  QVERIFY(panel->isEnabled());
  const auto expected = constraintsOf(review(), session().plan());
  QCOMPARE(panel->count(), int(expected.size()));
  QVERIFY(panel->count() >= 14);
  for (int row = 0; row < panel->count(); ++row) {
    const auto* item = panel->item(row);
    QVERIFY(!item->text().isEmpty());
    QVERIFY(!item->data(Qt::AccessibleDescriptionRole).toString().isEmpty());
  }
  picture(QStringLiteral("constraints"));
}

void ImplantToolsTest::aClickFliesThere() {
  auto* panel = find<ConstraintPanel>(QStringLiteral("constraints"));
  const auto expected = constraintsOf(review(), session().plan());
  for (const Measure measure : {Measure::ThicknessMin, Measure::GapMin, Measure::RimStep}) {
    const auto at = std::ranges::find(expected, measure, &Constraint::measure);
    auto* item = panel->item(int(at - expected.begin()));
    panel->scrollToItem(item);
    QTest::mouseClick(panel->viewport(), Qt::LeftButton, {}, panel->visualItemRect(item).center());
    QVERIFY(length(window_->views().point() - at->place) < 1);
    QVERIFY(solid().flying());
    QTRY_VERIFY(!solid().flying());
    QVERIFY(length(solid().scene().pose().focus - at->place) < 1e-6);
    const Vec3 out = at->place - session().current().head()->center;
    QVERIFY(dot(solid().scene().gaze().direction, normalized(out)) < -0.99);
  }
  picture(QStringLiteral("flown"));
}

void ImplantToolsTest::constraintsFollowAnEdit() {
  const double before = review().gapMeanMm;
  auto* gap = find<QDoubleSpinBox>(QStringLiteral("implant.gapMm"));
  gap->setFocus();
  gap->selectAll();
  QTest::keyClicks(gap, QLocale().toString(1.0, 'f', 2));
  QElapsedTimer timer;
  timer.start();
  QTest::keyClick(gap, Qt::Key_Return);
  auto* panel = find<ConstraintPanel>(QStringLiteral("constraints"));
  QVERIFY(!panel->isEnabled());  // gray while it is out of date
  QTRY_VERIFY_WITH_TIMEOUT(settled() && panel->isEnabled(), runTimeoutMs);
  qInfo("constraints %lld ms after the edit", timer.elapsed());
  QVERIFY(review().gapMeanMm > before + 0.3);
  undo();
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QVERIFY(std::abs(review().gapMeanMm - before) < 1e-9);
}

void ImplantToolsTest::mapsArePainted_data() {
  QTest::addColumn<int>("map");
  for (const ImplantMap map : allImplantMaps) QTest::newRow(nameOf(map).data()) << int(map);
}

void ImplantToolsTest::mapsArePainted() {
  QFETCH(int, map);
  implantInSight();
  choose(QStringLiteral("implantMap"), 0);
  QTest::qWait(600);
  const QImage plain = solid().picture();
  choose(QStringLiteral("implantMap"), 1 + map);
  const auto values = [&] {
    for (const Layer& layer : session().layers())
      if (layer.kind == LayerKind::Implant && layer.map == ImplantMap(map)) return layer.values;
    return std::shared_ptr<const std::vector<float>>();
  };
  QTRY_VERIFY_WITH_TIMEOUT(values() != nullptr, runTimeoutMs);
  QCOMPARE(values()->size(), kept_->parts.front().product().vertices.size());
  const auto known = std::ranges::count_if(*values(), [](float v) { return !std::isnan(v); });
  picture(QStringLiteral("map-") + QLatin1String(nameOf(ImplantMap(map)).data()));
  // Undercut paints nothing where there is none.
  if (ImplantMap(map) != ImplantMap::Undercut) {
    QVERIFY(known > 1000);
    QVERIFY(solid().picture() != plain);
  }
  QVERIFY(window_->views().mapStrip().scale().stops.size() >= 3);
  choose(QStringLiteral("implantMap"), 0);
  QTRY_VERIFY(!values());
}

void ImplantToolsTest::theArrowIsDragged() {
  const Implant& part = session().current().implants()->parts.front();
  const DefectRegion& region = session().current().defects()->regions.front();
  window_->views().setView(View::Front);
  solid().scene().fit(region.center, 110);
  QTest::qWait(300);
  const Arrow arrow{region.center, -part.proposed};
  const QPoint ball = pixelOf(arrow.handle());
  QVERIFY(solid().rect().contains(ball));
  const Gaze before = solid().scene().gaze();
  QTest::mousePress(&solid(), Qt::LeftButton, {}, ball);
  for (int k = 1; k <= 10; ++k) QTest::mouseMove(&solid(), ball + QPoint(-2 * k, -2 * k), 10);
  picture(QStringLiteral("arrow"));
  QVERIFY(session().plan().implant.insertions.empty());  // not before it is let go
  QTest::mouseRelease(&solid(), Qt::LeftButton, {}, ball + QPoint(-20, -20));
  QVERIFY(length(solid().scene().gaze().direction - before.direction) < 1e-12);
  QCOMPARE(session().plan().implant.insertions.size(), std::size_t(1));
  const auto chosen = chosenOutward(session().plan().implant, 0, region.outward);
  QVERIFY(chosen && dot(*chosen, -part.proposed) < 0.999);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QVERIFY(length(review().insertion + *chosen) < 1e-6);
  undo();
  QVERIFY(session().plan().implant.insertions.empty());
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
}

void ImplantToolsTest::undercutIsTaperedAway() {
  session().edit(QStringLiteral("Undercut"),
                 [](Plan& plan) { plan.implant.removeUndercut = false; });
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  const double before = review().undercutMm2;
  QVERIFY2(before > 1, qPrintable(QString::number(before)));
  implantInSight();
  choose(QStringLiteral("implantMap"), 1 + int(ImplantMap::Undercut));
  picture(QStringLiteral("undercut"));
  auto* button = find<QPushButton>(QStringLiteral("implant.taperAway"));
  QVERIFY(button->isEnabled());
  QTest::mouseClick(button, Qt::LeftButton);
  QVERIFY(session().plan().implant.removeUndercut);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QVERIFY2(review().undercutMm2 < 1, qPrintable(QString::number(review().undercutMm2)));
  QVERIFY(!button->isEnabled());
  choose(QStringLiteral("implantMap"), 0);
  undo();
  undo();
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
}

void ImplantToolsTest::strokesShowAtOnce_data() {
  QTest::addColumn<int>("tool");
  for (int tool = 0; tool < 4; ++tool) QTest::newRow(nameOf(SculptTool(tool)).data()) << tool;
}

void ImplantToolsTest::strokesShowAtOnce() {
  QFETCH(int, tool);
  const QPoint middle = implantInSight();
  choose(QStringLiteral("implant.brushMakes"), tool);
  auto* strength = find<QDoubleSpinBox>(QStringLiteral("implant.brushStrengthMm"));
  strength->setFocus();
  strength->selectAll();
  QTest::keyClicks(strength, QLocale().toString(1.0, 'f', 2));
  QTest::keyClick(strength, Qt::Key_Return);
  click(QStringLiteral("implant.brush"));
  QTest::qWait(600);
  const QImage before = solid().picture();
  const auto surface = [&] { return *solid().scene().pick(middle.x(), middle.y()); };
  const Vec3 eye = solid().scene().gaze().direction;
  const double depth = dot(surface(), eye);

  QElapsedTimer timer;
  timer.start();
  QTest::mousePress(&solid(), Qt::LeftButton, {}, middle);
  const qint64 firstMs = timer.restart();
  const QImage touched = solid().picture();
  const qint64 frameMs = timer.elapsed();
  qInfo("stroke %lld ms, its frame %lld ms", firstMs, frameMs);
  QVERIFY(session().plan().implant.strokes.empty());  // the button is still down
  if (SculptTool(tool) == SculptTool::Push || SculptTool(tool) == SculptTool::Pull) {
    QVERIFY(touched != before);
    const double moved = dot(surface(), eye) - depth;  // away from the eye
    const double expected = SculptTool(tool) == SculptTool::Push ? 1 : -1;
    QVERIFY2(std::abs(moved - expected) < 0.35, qPrintable(QString::number(moved)));
  }
  for (int k = 1; k <= 12; ++k) QTest::mouseMove(&solid(), middle + QPoint(5 * k, 0), 10);
  QTest::mouseRelease(&solid(), Qt::LeftButton, {}, middle + QPoint(60, 0));
  const auto strokes = session().plan().implant.strokes;
  QVERIFY(strokes.size() >= 2);
  QVERIFY(strokes.front().tool == SculptTool(tool) && strokes.front().strengthMm == 1);
  const Vec3 previewed = surface();
  picture(QStringLiteral("sculpted-") + QLatin1String(nameOf(SculptTool(tool)).data()));
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QCOMPARE(session().current().implants()->strokes, strokes);
  QTest::qWait(600);  // the new layer is brought in
  QVERIFY2(length(surface() - previewed) < 0.6,
           qPrintable(QString::number(length(surface() - previewed))));
  undo();  // the whole drag
  QVERIFY(session().plan().implant.strokes.empty());
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QTest::qWait(600);
  QVERIFY(std::abs(dot(surface(), eye) - depth) < 0.1);
  click(QStringLiteral("implant.brush"));
}

void ImplantToolsTest::methodsAreLaidOverEachOther() {
  window_->chooseStep(Step::Vault);
  implantInSight();
  click(QStringLiteral("vault.compare"));
  QTRY_VERIFY_WITH_TIMEOUT(session().comparison() != nullptr, runTimeoutMs);
  for (const char* name : {"vault by network", "vault by spline", "vault by mirror"})
    QTRY_VERIFY2(solid().scene().hasPart(name), name);
  const QString facts = find<QLabel>(QStringLiteral("vault.compared"))->text();
  for (const char* method : {"network", "spline", "mirror"})
    QVERIFY2(facts.contains(QLatin1String(method)), qPrintable(facts));
  QVERIFY(find<QWidget>(QStringLiteral("layer.bySpline.visible"))->isVisible());
  picture(QStringLiteral("compared"));
  click(QStringLiteral("vault.compare"));
  QTRY_VERIFY(!solid().scene().hasPart("vault by spline"));
  QVERIFY(!find<QWidget>(QStringLiteral("layer.bySpline.visible"))->isVisible());
}

void ImplantToolsTest::theSliderBlends() {
  window_->chooseStep(Step::Vault);
  const auto before = session().current().vault();
  auto* slider = find<QSlider>(QStringLiteral("vault.blendShare"));
  slider->setFocus();
  QTest::keyClick(slider, Qt::Key_End);
  QCOMPARE(session().plan().vault.blendShare, 1.0);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);  // by itself
  const auto spline = session().current().vault();
  QVERIFY(spline->fields.outer != before->fields.outer);
  QTest::keyClick(slider, Qt::Key_PageDown);
  QCOMPARE(session().plan().vault.blendShare, 0.9);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  const auto blend = session().current().vault();
  for (std::size_t i = 0; i < blend->filled.size(); ++i)
    if (blend->filled[i])
      QVERIFY(std::abs(blend->fields.outer[i] -
                       std::lerp(before->fields.outer[i], spline->fields.outer[i], 0.9f)) < 1e-2f);
  undo();
  undo();
  QCOMPARE(session().plan().vault, VaultSettings{});
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
}

void ImplantToolsTest::theBrushBlends() {
  window_->chooseStep(Step::Vault);
  const auto before = session().current().vault();
  const QPoint middle = implantInSight();
  click(QStringLiteral("vault.brush"));
  QTest::mousePress(&solid(), Qt::LeftButton, {}, middle);
  for (int k = 1; k <= 12; ++k) QTest::mouseMove(&solid(), middle + QPoint(4 * k, 0), 10);
  picture(QStringLiteral("blending"));
  QTest::mouseRelease(&solid(), Qt::LeftButton, {}, middle + QPoint(48, 0));
  const auto strokes = session().plan().vault.blendStrokes;
  QVERIFY(strokes.size() >= 2);
  QVERIFY(strokes.front().radiusMm == 15 && strokes.front().share == 1);
  // On the head, not on the balls of the strokes before.
  const Vec3 center = session().current().head()->center;
  for (const BlendStroke& stroke : strokes)
    QVERIFY(std::abs(length(stroke.center - center) - length(strokes.front().center - center)) < 6);
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
  QVERIFY(session().current().vault()->fields.outer != before->fields.outer);
  click(QStringLiteral("vault.brush"));
  undo();
  QCOMPARE(session().plan().vault, VaultSettings{});
  QTRY_VERIFY_WITH_TIMEOUT(settled(), runTimeoutMs);
}

BREGMA_TEST(ImplantToolsTest, QApplication);
#include "implant_tools_test.moc"
