#include "ui/series_browser.hpp"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QStandardPaths>
#include <QTest>
#include <QTreeWidget>
#include <memory>

#include "model/io/dicom_write.hpp"
#include "model/phantom.hpp"
#include "tests/bench/gap_meter.hpp"
#include "tests/model/io/ct_files.hpp"
#include "tests/room.hpp"
#include "ui/look.hpp"
#include "ui/main_window.hpp"
#include "ui/series_preview.hpp"
#include "ui/series_words.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

constexpr int patience = 60'000;

/// A CD with a head as thin and thick slices, and a few slices of something else.
void writeCd(const Path& folder) {
  PhantomSettings head;
  head.spacing = {2, 2, 1.5};
  const CtVolume ct = phantomVolume(head);
  DicomWriteSettings thick;
  thick.seriesUid = "2.25.5";
  for (int k = 0; k < ct.geometry().size[2]; ++k)
    if (k % 3) thick.dropSlices.push_back(k);
  DicomWriteSettings thin;
  thin.seriesUid = "2.25.1";
  thin.tiltDeg = 10;
  writeDicom(folder / "thin", ct, thin);
  writeDicom(folder / "thick", ct, thick);
  ObliqueGeometry grid;
  grid.size = {40, 40, 8};
  for (int k = 0; k < 8; ++k) {
    CtBytes file = ctSlice(grid, k, k, [](const Vec3& p) { return 20 * p.x - 300; });
    file.put(0x08, 0x103e, "LO", "Wrist");
    file.put(0x10, 0x10, "PN", "Doe^Jane");
    file.put(0x10, 0x20, "LO", "PID4711");
    file.put(0x10, 0x30, "DA", "19700102");
    file.put(0x08, 0x20, "DA", "20240506");
    writeCt(folder / "wrist", std::to_string(k), file);
  }
}

}  // namespace

/// A person drops a folder, looks at what is in it, and opens a series.
class SeriesBrowserTest : public QObject {
  Q_OBJECT
 public:
  static void initMain() { QStandardPaths::setTestModeEnabled(true); }

 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase();
  void dropShowsTheBrowser();
  void theLikeliestHeadIsPreviewed();
  void previewScrollsAndColors();
  void searchAndFilterNarrow();
  void anonymousHidesWho();
  void movedFilesAreNoticed();
  void openTakesTheChosenSeries();
  void thresholdOfTheOpenedSeries();
  void manyFilesLeaveTheWindowFree();
  void anIndexThatIsDamagedIsBegunAnew();

 private:
  template <class Widget>
  Widget* find(const char* name) {
    auto* widget = window_->findChild<Widget*>(QLatin1String(name));
    if (!widget) qWarning("no widget %s", name);
    return widget;
  }
  SeriesBrowser* browser() { return find<SeriesBrowser>("seriesBrowser"); }
  QTreeWidget* tree() { return find<QTreeWidget>("browser.tree"); }
  void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
  void check(const char* name) {
    auto* box = find<QCheckBox>(name);
    QTest::mouseClick(box, Qt::LeftButton, {}, {8, box->height() / 2});
  }
  QString treeText() {
    QStringList all;
    for (QTreeWidgetItemIterator at(tree()); *at; ++at)
      for (int c = 0; c < (*at)->columnCount(); ++c) all << (*at)->text(c) << (*at)->toolTip(c);
    return all.join(u'\n');
  }
  QTreeWidgetItem* row(const QString& text) {
    const auto found = tree()->findItems(text, Qt::MatchContains | Qt::MatchRecursive, 0);
    return found.isEmpty() ? nullptr : found.front();
  }
  void clickRow(QTreeWidgetItem* item) {
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {},
                      tree()->visualItemRect(item).center());
  }
  bool previewed() { return !browser()->preview().volume().empty(); }
  void picture(const char* name) { picture(name, *browser()); }
  void picture(const char* name, QWidget& widget) {
    QTest::qWait(400);  // a rest: fine meshes are drawn
    const QDir pictures(qEnvironmentVariable("BREGMA_PICTURES", QStringLiteral("browser")));
    QVERIFY(pictures.mkpath(QStringLiteral(".")));
    QVERIFY(widget.grab().save(pictures.filePath(QLatin1String(name))));
  }

  Folder folder_;
  std::unique_ptr<MainWindow> window_;
};

void SeriesBrowserTest::initTestCase() {
  QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
  writeCd(folder_ / "cd");
  applyLook(*qApp);
  window_ = std::make_unique<MainWindow>();
  window_->show();
  QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
}

void SeriesBrowserTest::cleanupTestCase() { window_.reset(); }

void SeriesBrowserTest::dropShowsTheBrowser() {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString((folder_ / "cd").string()))});
  QDragEnterEvent enter({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(window_.get(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(window_.get(), &drop);
  QVERIFY(browser() && browser()->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!browser()->scanning(), patience);
  QVERIFY(treeText().contains(QStringLiteral("Doe, Jane   1970-01-02   PID4711")));
  QVERIFY(treeText().contains(QStringLiteral("2024-05-06")));
  QVERIFY(row(QStringLiteral("Wrist")) && !row(QStringLiteral("Wrist"))->icon(0).isNull());
  QVERIFY(!window_->session().isOpen());
}

void SeriesBrowserTest::theLikeliestHeadIsPreviewed() {
  QTRY_VERIFY_WITH_TIMEOUT(previewed(), patience);
  const QTreeWidgetItem* item = tree()->currentItem();
  QVERIFY(item);
  QCOMPARE(item->text(7), QStringLiteral("10.0°"));
  QCOMPARE(item->text(8), QStringLiteral("likely"));
  QVERIFY(find<QLabel>("browser.reasons")->text().contains(QStringLiteral("thin slices")));
  // What was found, in plain words.
  const auto* tilt = find<QLabel>("preview.finding.GantryTilt");
  QVERIFY(tilt && tilt->text().contains(QStringLiteral("10.0°")));
  picture("1-dropped.png");
}

void SeriesBrowserTest::previewScrollsAndColors() {
  SeriesPreview& preview = browser()->preview();
  const int before = preview.slice();
  const QPointF at = preview.rect().center();
  QWheelEvent wheel(at, preview.mapToGlobal(at), {}, {0, 240}, Qt::NoButton, {}, Qt::NoScrollPhase,
                    false);
  QApplication::sendEvent(&preview, &wheel);
  QCOMPARE(preview.slice(), before + 2);
  QCOMPARE(find<QSlider>("browser.slice")->value(), before + 2);
  const double window = preview.windowHu();
  QTest::mousePress(&preview, Qt::RightButton, {}, {100, 100});
  QTest::mouseMove(&preview, {140, 100});
  QMouseEvent move(QEvent::MouseMove, QPointF(160, 110), preview.mapToGlobal(QPointF(160, 110)),
                   Qt::NoButton, Qt::RightButton, {});
  QApplication::sendEvent(&preview, &move);
  QTest::mouseRelease(&preview, Qt::RightButton, {}, {160, 110});
  QVERIFY(preview.windowHu() > window);
  preview.setWindowLevel(2000, 500);
  const QImage plain = preview.grab().toImage();
  check("browser.threshold");
  const QImage colored = preview.grab().toImage();
  QVERIFY(plain != colored);
  picture("2-threshold.png");
  // The phantom's hole is on the left and in front: in the picture on the right and on top.
  const Geometry& g = preview.volume().geometry();
  const Vec3 hole = Vec3{4, -6, 250} + Vec3{0.5 * 70 * 0.96, -0.5 * 90 * 0.96, 0.707 * 85 * 0.96};
  preview.setSlice(int(std::lround(g.toIndex(hole).z)));
  picture("3-hole.png");
}

void SeriesBrowserTest::searchAndFilterNarrow() {
  auto* search = find<QLineEdit>("browser.search");
  QTest::keyClicks(search, QStringLiteral("wri"));
  QVERIFY(row(QStringLiteral("Wrist")) && !row(QStringLiteral("phantom")));
  search->clear();
  check("browser.headsOnly");
  QVERIFY(!row(QStringLiteral("Wrist")) && row(QStringLiteral("phantom")));
  check("browser.headsOnly");
  QVERIFY(row(QStringLiteral("Wrist")));
}

void SeriesBrowserTest::anonymousHidesWho() {
  check("browser.anonymous");
  for (const char* secret : {"Doe", "PID4711", "1970", "/cd"})
    QVERIFY2(!treeText().contains(QLatin1String(secret)), secret);
  QVERIFY(treeText().contains(QStringLiteral("Patient 2")));
  picture("4-anonymous.png");
  check("browser.anonymous");
  QVERIFY(treeText().contains(QStringLiteral("Doe, Jane")));
}

void SeriesBrowserTest::movedFilesAreNoticed() {
  std::filesystem::rename(folder_ / "cd" / "wrist", folder_ / "elsewhere");
  check("browser.headsOnly");
  check("browser.headsOnly");  // the list is made anew
  QTreeWidgetItem* wrist = row(QStringLiteral("Wrist"));
  QVERIFY(wrist && wrist->text(0).contains(QStringLiteral("moved")));
  clickRow(wrist);
  QVERIFY(!find<QPushButton>("browser.open")->isEnabled());
  click("browser.forget");
  QVERIFY(!row(QStringLiteral("Wrist")));
}

void SeriesBrowserTest::openTakesTheChosenSeries() {
  QTreeWidgetItem* thick = nullptr;
  for (QTreeWidgetItemIterator at(tree()); *at; ++at)
    if ((*at)->text(5).endsWith(QStringLiteral("4.5"))) thick = *at;
  QVERIFY(thick);
  clickRow(thick);
  QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("browser.open")->isEnabled(), patience);
  QVERIFY(find<QLabel>("preview.finding.SlicesThick"));
  click("browser.open");
  QVERIFY(!browser()->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(
      window_->session().status(Step::Import) == StepStatus::Ready && !window_->session().running(),
      patience);
  QCOMPARE(window_->session().current().scan()->seriesUid, std::string("2.25.5"));
}

void SeriesBrowserTest::thresholdOfTheOpenedSeries() {
  auto* steps = find<QListWidget>("stepList");
  QTest::mouseClick(steps->viewport(), Qt::LeftButton, {},
                    steps->visualItemRect(steps->item(int(Step::Bone))).center());
  auto* lowest = find<QAbstractSpinBox>("bone.lowerHu");
  lowest->setFocus();
  lowest->selectAll();
  QTest::keyClicks(lowest, QStringLiteral("300"));
  QTest::keyClick(lowest, Qt::Key_Return);
  click("runHere");
  QTRY_VERIFY_WITH_TIMEOUT(!window_->session().running(), patience);
  QCOMPARE(window_->session().status(Step::Bone), StepStatus::Ready);
  QCOMPARE(window_->session().current().plan().bone.lowerHu, 300.0);
  picture("5-opened.png", *window_);
}

void SeriesBrowserTest::manyFilesLeaveTheWindowFree() {
  ObliqueGeometry grid;
  grid.size = {8, 8, 100};
  constexpr int series = 100, slices = 100;
  for (int s = 0; s < series; ++s)
    for (int k = 0; k < slices; ++k) {
      CtBytes file = ctSlice(grid, k, k, [](const Vec3& p) { return p.x; });
      file.put(0x20, 0x0e, "UI", "1.9." + std::to_string(s));
      file.put(0x08, 0x18, "UI", "1.9." + std::to_string(s) + "." + std::to_string(k));
      writeCt(folder_ / "many" / std::to_string(s), std::to_string(k), file);
    }
  SeriesBrowser other(folder_ / "other.sqlite");
  other.show();
  QVERIFY(QTest::qWaitForWindowExposed(&other));
  QElapsedTimer clock;
  clock.start();
  GapMeter gaps;
  other.add(folder_ / "many");
  QTRY_VERIFY_WITH_TIMEOUT(!other.scanning(), patience);
  const Gap gap = gaps.take();
  qInfo("10 000 files in %.1f s, longest gap %.0f ms (%.0f ms busy)", clock.elapsed() / 1e3,
        gap.wallMs, gap.busyMs);
  QVERIFY(clock.elapsed() < 30'000);
  // 27 ms on an idle machine; scanning in the window's own thread would take a second.
  QVERIFY2(gap.busyMs < 250, qPrintable(QString::number(gap.busyMs)));
  // Again, and stop.
  other.add(folder_ / "many");
  QTest::qWait(50);
  QVERIFY(other.scanning());
  clock.restart();
  QTest::mouseClick(other.findChild<QPushButton*>(QStringLiteral("browser.cancel")),
                    Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(!other.scanning(), 5000);
  qInfo("cancelled within %lld ms", clock.elapsed());
  QVERIFY(clock.elapsed() < 1000);
}

void SeriesBrowserTest::anIndexThatIsDamagedIsBegunAnew() {
  write(folder_ / "bad.sqlite", std::string(5000, 'x'));
  SeriesStore store(folder_ / "bad.sqlite");
  QVERIFY(store.all().empty());
  CatalogEntry entry;
  entry.summary.path = folder_ / "a";
  entry.summary.uid = "1.2";
  entry.summary.spacing = {0.5, 0.5, 0.75};
  entry.summary.likeness = {42, true, {HeadCtTrait::Thin, HeadCtTrait::BoneKernel}};
  entry.slice = {2, 2, {1, 2, 3, 4}};
  entry.bone = {1, 2, {5, 6}};
  entry.scanner = "Phantom 1";
  entry.sample = folder_ / "a" / "1";
  store.add({entry, entry});
  const auto all = SeriesStore(folder_ / "bad.sqlite").all();
  QCOMPARE(all.size(), std::size_t(1));
  QVERIFY(all[0].summary.path == entry.summary.path &&
          all[0].summary.spacing == entry.summary.spacing);
  QVERIFY(all[0].summary.likeness.traits == entry.summary.likeness.traits);
  QVERIFY(all[0].slice.gray == entry.slice.gray && all[0].slice.height == 2);
  QVERIFY(all[0].bone.gray == entry.bone.gray && all[0].bone.height == 2);
  QVERIFY(all[0].scanner == entry.scanner && all[0].sample == entry.sample);
  QVERIFY(QFile::permissions(QString::fromStdString((folder_ / "bad.sqlite").string())) ==
          (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
}

BREGMA_TEST(SeriesBrowserTest, QApplication);
#include "series_browser_test.moc"
