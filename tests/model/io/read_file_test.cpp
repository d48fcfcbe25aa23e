#include "model/io/read_file.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class ReadFileTest : public QObject {
  Q_OBJECT
  Folder folder_;

 private Q_SLOTS:
  void everyByteComes() {
    std::string bytes;
    for (int i = 0; i < 100'000; ++i) bytes.push_back(char(i * 7));
    write(folder_ / "bytes", bytes);
    QVERIFY(readFile(folder_ / "bytes", 1e6) == bytes);
    write(folder_ / "nothing", "");
    QVERIFY(readFile(folder_ / "nothing", 1e6).empty());
  }

  void theLimitIsKept() {
    write(folder_ / "ten", "0123456789");
    QCOMPARE(readFile(folder_ / "ten", 10).size(), 10u);
    QCOMPARE(errorOf([&] { readFile(folder_ / "ten", 9); }), std::string("FileTooLarge"));
  }

  void whatIsNoFileIsRefused() {
    QCOMPARE(errorOf([&] { readFile(folder_ / "absent", 1e6); }), std::string("PathMissing"));
    QCOMPARE(errorOf([&] { readFile(folder_.path(), 1e6); }), std::string("FileDamaged"));
  }
};

BREGMA_TEST(ReadFileTest, QCoreApplication);
#include "read_file_test.moc"
