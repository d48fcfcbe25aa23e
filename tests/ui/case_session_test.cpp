#include "ui/case_session.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr int timeoutMs = 120'000;
const char* const cranium = "/usr/share/doc/invesalius-examples/examples/Cranium.inv3";

std::filesystem::path badFile(const QTemporaryDir& folder) {
  QFile file(folder.filePath(QStringLiteral("letter.nrrd")));
  if (file.open(QIODevice::WriteOnly)) file.write("not a scan");
  return file.fileName().toStdU16String();
}

}  // namespace

class CaseSessionTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void startsEmpty();
  void editsCanBeUndone();
  void errorsCrossTheThread();
  void anotherInputDropsTheOldRun();
  void runsInTheBackground();
  void cancelStopsSoon();
  void diesWhileRunning();
};

void CaseSessionTest::startsEmpty() {
  CaseSession session;
  QVERIFY(!session.isOpen());
  session.run(Step::Mold);
  QVERIFY(!session.running());
  for (const Step step : allSteps) QCOMPARE(session.status(step), StepStatus::Missing);
}

void CaseSessionTest::editsCanBeUndone() {
  CaseSession session;
  QSignalSpy changes(&session, &CaseSession::changed);
  session.edit(QStringLiteral("Gap"), [](Plan& plan) { plan.implant.gapMm = 1; });
  QCOMPARE(session.current().plan().implant.gapMm, 1.0);
  QCOMPARE(changes.size(), 1);
  session.edit(QStringLiteral("Gap"), [](Plan& plan) { plan.implant.gapMm = 1; });
  QCOMPARE(changes.size(), 1);  // nothing changed
  session.undo();
  QCOMPARE(session.current().plan(), Plan{});
  session.redo();
  QCOMPARE(session.plan().implant.gapMm, 1.0);
}

void CaseSessionTest::errorsCrossTheThread() {
  const QTemporaryDir folder;
  CaseSession session;
  session.open(badFile(folder));
  session.run(Step::Bone);
  QVERIFY(session.running());
  QCOMPARE(session.status(Step::Import), StepStatus::Running);
  QTRY_VERIFY_WITH_TIMEOUT(!session.running(), timeoutMs);
  QCOMPARE(session.status(Step::Import), StepStatus::Failed);
  QCOMPARE(session.status(Step::Bone), StepStatus::Missing);
  QVERIFY(!session.failure().isEmpty());
  session.dismissFailure();
  QVERIFY(session.failure().isEmpty());
}

void CaseSessionTest::anotherInputDropsTheOldRun() {
  const QTemporaryDir folder;
  CaseSession session;
  session.open(badFile(folder));
  session.run(Step::Import);
  session.open("elsewhere.nrrd");
  QTRY_VERIFY_WITH_TIMEOUT(!session.running(), timeoutMs);
  QVERIFY(session.failure().isEmpty());
  QCOMPARE(session.status(Step::Import), StepStatus::Missing);
}

void CaseSessionTest::runsInTheBackground() {
  if (!QFile::exists(QString::fromLatin1(cranium))) QSKIP("invesalius-examples is not installed");
  CaseSession session;
  QSignalSpy layers(&session, &CaseSession::layersChanged);
  session.open(cranium);
  session.run(Step::Bone);
  QTRY_VERIFY_WITH_TIMEOUT(!session.running(), timeoutMs);
  QCOMPARE(session.status(Step::Bone), StepStatus::Ready);
  QTRY_VERIFY(!session.layers().empty());
  QCOMPARE(session.layers().front().kind, LayerKind::Skull);
  QVERIFY(session.layers().front().display->fine.triangles.size() > 10'000);
  session.edit(QStringLiteral("Lower"), [](Plan& plan) { plan.bone.lowerHu = 400; });
  QCOMPARE(session.status(Step::Bone), StepStatus::Stale);
  QCOMPARE(session.status(Step::Import), StepStatus::Ready);
  session.undo();
  QCOMPARE(session.status(Step::Bone), StepStatus::Ready);
}

void CaseSessionTest::cancelStopsSoon() {
  if (!QFile::exists(QString::fromLatin1(cranium))) QSKIP("invesalius-examples is not installed");
  CaseSession session;
  session.open(cranium);
  session.run(Step::Mold);
  session.cancel();
  QTRY_VERIFY_WITH_TIMEOUT(!session.running(), 10'000);
  QVERIFY(session.failure().isEmpty());
  QCOMPARE(session.status(Step::Mold), StepStatus::Missing);
}

void CaseSessionTest::diesWhileRunning() {
  if (!QFile::exists(QString::fromLatin1(cranium))) QSKIP("invesalius-examples is not installed");
  CaseSession session;
  session.open(cranium);
  session.run(Step::Mold);
  QTest::qWait(100);
}

BREGMA_TEST(CaseSessionTest, QCoreApplication);
#include "case_session_test.moc"
