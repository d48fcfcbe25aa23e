#include "model/io/tar.hpp"

#include <QtTest>
#include <cstdio>
#include <vector>

using namespace bregma;

namespace {

std::string entry(const std::string& name, const std::string& bytes, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  char text[13];
  std::snprintf(text, sizeof text, "%011zo", bytes.size());
  header.replace(124, 11, text);
  header[156] = type;
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(text, sizeof text, "%06o", sum);
  header.replace(148, 7, std::string(text, 7));
  return header + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

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
    const auto entries = read(entry("../../../etc/a.plist", "one") + entry("/b.plist", "two"));
    QCOMPARE(entries.size(), std::size_t(2));
    QCOMPARE(entries[0].first, std::string("a.plist"));
    QCOMPARE(entries[0].second, std::string("one"));
    QCOMPARE(entries[1].first, std::string("b.plist"));
  }
  void linksAndFoldersArePassedOver() {
    const auto entries =
        read(entry("link", "", '2') + entry("folder/", "", '5') + entry("c", "three"));
    QCOMPARE(entries.size(), std::size_t(1));
    QCOMPARE(entries[0].first, std::string("c"));
  }
  void damageIsFound() {
    const std::string good = entry("a", "text");
    std::string wrong = good;
    wrong[0] = 'b';  // the checksum no longer fits
    QVERIFY_EXCEPTION_THROWN(read(wrong), BadData);
    QVERIFY_EXCEPTION_THROWN(read(good.substr(0, 514)), BadData);
    QVERIFY_EXCEPTION_THROWN(read(good.substr(0, 300)), BadData);
    QVERIFY_EXCEPTION_THROWN(read(entry("a", std::string(2000, 'x'))), BadData);
    QVERIFY_EXCEPTION_THROWN(read("\x1f\x8b and no gzip behind it"), BadData);
  }
  void totalIsLimited() {
    std::string tar;
    for (int i = 0; i < 3000; ++i) tar += entry("a", "x");
    QVERIFY_EXCEPTION_THROWN(read(tar), BadData);
  }
};

QTEST_GUILESS_MAIN(TarTest)
#include "tar_test.moc"
