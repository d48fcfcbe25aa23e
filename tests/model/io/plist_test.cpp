#include "model/io/plist.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/tar.hpp"
#include "tests/room.hpp"

using namespace bregma;

class PlistTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void valuesAndNesting() {
    const Plist list = parsePlist(
        "<?xml version=\"1.0\"?><plist><dict><key>a</key><array><real>1.5</real>"
        "<integer>-2</integer></array><key>t</key><true/><key>d</key><dict><key>n</key>"
        "<string>x y</string></dict></dict></plist>");
    QCOMPARE(list["a"].entries[0].value.number(), 1.5);
    QCOMPARE(list["a"].entries[1].value.number(), -2.0);
    QCOMPARE(list["t"].text, std::string("true"));
    QCOMPARE(list["d"]["n"].text, std::string("x y"));
    QVERIFY(list["absent"].text.empty());
  }
  void damageIsFound() {
    QVERIFY_EXCEPTION_THROWN(parsePlist(""), BadData);
    QVERIFY_EXCEPTION_THROWN(parsePlist("<dict><key>a</key>"), BadData);
    QVERIFY_EXCEPTION_THROWN(parsePlist("<dict><key>a</key><real>1</integer></dict>"), BadData);
    QVERIFY_EXCEPTION_THROWN(parsePlist("<dict><real>1</real></dict>"), BadData);
    std::string deep = "<dict>";
    for (int i = 0; i < 100'000; ++i) deep += "<key>a</key><dict>";
    QVERIFY_EXCEPTION_THROWN(parsePlist(deep), BadData);
  }
  void numbers() {
    QCOMPARE(numberIn(" 0.957 \n"), 0.957);
    for (const char* text : {"", "1,5", "1.5x", "nan", "inf", "0x10"})
      QVERIFY_EXCEPTION_THROWN(numberIn(text), BadData);
  }
};

BREGMA_TEST(PlistTest, QCoreApplication);
#include "plist_test.moc"
