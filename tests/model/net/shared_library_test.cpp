#include "model/net/shared_library.hpp"

#include <QCoreApplication>
#include <QtTest>

#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;

class SharedLibraryTest : public QObject {
  Q_OBJECT
  const std::filesystem::path library_ = runningFolder() / libraryFileName("bregma_net");

 private Q_SLOTS:
  void knowsTheFolderOfTheProgram() {
    QCOMPARE(runningFolder(),
             std::filesystem::path(QCoreApplication::applicationDirPath().toStdString()));
  }
  void findsAFunctionAndFindsItAgain() {
    std::string problem;
    void* function = functionIn(library_, "bregmaNetLibrary", problem);
    QVERIFY2(function, problem.c_str());
    QVERIFY(problem.empty());
    QCOMPARE(functionIn(library_, "bregmaNetLibrary", problem), function);
  }
  void saysWhyThereIsNone() {
    const test::Folder folder;
    test::write(folder / "words.so", "no library at all");
    std::string missing, foreign, nameless;
    QVERIFY(!functionIn(folder / "missing.so", "bregmaNetLibrary", missing));
    QVERIFY(!functionIn(folder / "words.so", "bregmaNetLibrary", foreign));
    QVERIFY(!functionIn(library_, "notInThere", nameless));
    QVERIFY2(QString::fromStdString(missing).contains("missing.so"), missing.c_str());
    QVERIFY2(QString::fromStdString(foreign).contains("words.so"), foreign.c_str());
    QVERIFY2(QString::fromStdString(nameless).contains("notInThere"), nameless.c_str());
  }
};

BREGMA_TEST(SharedLibraryTest, QCoreApplication);
#include "shared_library_test.moc"
