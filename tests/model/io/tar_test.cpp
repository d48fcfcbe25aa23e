#include "model/io/tar.hpp"

#include <QCoreApplication>
#include <QTest>
#include <vector>

#include "tests/model/io/archives.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::vector<std::pair<std::string, std::string>> read(const std::string& tar) {
  std::vector<std::pair<std::string, std::string>> entries;
  ByteStream stream(tar, 1e6);
  readTar(
      stream, [](std::string_view) { return std::size_t(1000); },
      [&](std::string name, std::string bytes) {
        entries.emplace_back(std::move(name), std::move(bytes));
      });
  return entries;
}

}  // namespace

class TarTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void namesLoseTheirFolders() {
    const auto entries =
        read(tarEntry("../../../etc/a.plist", "one") + tarEntry("/b.plist", "two"));
    QCOMPARE(entries.size(), std::size_t(2));
    QCOMPARE(entries[0].first, std::string("a.plist"));
    QCOMPARE(entries[0].second, std::string("one"));
    QCOMPARE(entries[1].first, std::string("b.plist"));
  }
  void linksAndFoldersArePassedOver() {
    const auto entries =
        read(tarEntry("link", "", '2') + tarEntry("folder/", "", '5') + tarEntry("c", "three"));
    QCOMPARE(entries.size(), std::size_t(1));
    QCOMPARE(entries[0].first, std::string("c"));
  }
  void damageIsFound() {
    const std::string good = tarEntry("a", "text");
    std::string wrong = good;
    wrong[0] = 'b';  // the checksum no longer fits
    QVERIFY_EXCEPTION_THROWN(read(wrong), BadData);
    QVERIFY_EXCEPTION_THROWN(read(good.substr(0, 514)), BadData);
    QVERIFY_EXCEPTION_THROWN(read(good.substr(0, 300)), BadData);
    QVERIFY_EXCEPTION_THROWN(read(tarEntry("a", std::string(2000, 'x'))), BadData);
    QVERIFY_EXCEPTION_THROWN(read("\x1f\x8b and no gzip behind it"), BadData);
  }
  void totalIsLimited() {
    std::string tar;
    for (int i = 0; i < 3000; ++i) tar += tarEntry("a", "x");
    QVERIFY_EXCEPTION_THROWN(read(tar), BadData);
  }
};

BREGMA_TEST(TarTest, QCoreApplication);
#include "tar_test.moc"
