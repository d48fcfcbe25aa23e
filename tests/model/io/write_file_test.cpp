#include "model/io/write_file.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/error.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;
namespace fs = std::filesystem;

class WriteFileTest : public QObject {
  Q_OBJECT
  Folder folder_;
  const fs::path root_ = folder_.path();

 private Q_SLOTS:
  void replacesTheWholeFile() {
    const std::string bytes("a\0b\r\n\xff", 6);
    writeFileAtomically(root_ / "file", "something longer than the next");
    writeFileAtomically(root_ / "file", bytes);
    QCOMPARE(bytesOf(root_ / "file"), bytes);
    writeFileAtomically(root_ / "file", "");
    QCOMPARE(bytesOf(root_ / "file"), std::string());
    QVERIFY(!fs::exists(root_ / "file.part"));
  }
  void aFailureLeavesNothingBehind() {
    fs::create_directories(root_ / "folder/inside");
    try {
      writeFileAtomically(root_ / "folder", "bytes");  // a folder that is not empty stays
      QFAIL("wrote over a folder");
    } catch (const Error& error) {
      QVERIFY(error.code == ErrorCode::WriteFailed);
      QCOMPARE(std::get<std::string>(error.args.at(0)), utf8(root_ / "folder"));
    }
    QVERIFY(fs::exists(root_ / "folder/inside") && !fs::exists(root_ / "folder.part"));
    QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(root_ / "no/such/file", "bytes"));
  }
  void namesAreUtf8() {
    const fs::path path = root_ / fs::path(u8"schädel ☠");
    writeFileAtomically(path, "x");
    QVERIFY(
        utf8(path).ends_with("sch\xc3\xa4"
                             "del \xe2\x98\xa0"));
  }
};

BREGMA_TEST(WriteFileTest, QCoreApplication);
#include "write_file_test.moc"
