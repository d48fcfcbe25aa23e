#include "planning/dot_font.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <string>

#include "tests/room.hpp"

using namespace bregma;

namespace {

const std::string everyLetter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

// As a reader sees it, row by row.
std::string drawn(char letter) {
  std::string rows;
  for (int row = 0; row < 7; ++row, rows += '\n')
    for (const auto column : glyphOf(letter)) rows += column >> row & 1 ? '#' : '.';
  return rows;
}

}  // namespace

class DotFontTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsFromLeftToRightAndDown() {
    QCOMPARE(drawn('L'), std::string("#....\n#....\n#....\n#....\n#....\n#....\n#####\n"));
    QCOMPARE(drawn('R'), std::string("####.\n#...#\n#...#\n####.\n#.#..\n#..#.\n#...#\n"));
    QCOMPARE(drawn('7'), std::string("#####\n....#\n...#.\n..#..\n.#...\n.#...\n.#...\n"));
  }

  void everyLetterIsItsOwn() {
    for (const char a : everyLetter)
      for (const char b : everyLetter) QCOMPARE(glyphOf(a) == glyphOf(b), a == b);
  }

  // A side told apart by its mirror image alone would be read wrongly on the other side.
  void aLetterIsNoOthersMirrorImage() {
    for (const char a : everyLetter)
      for (const char b : everyLetter) {
        Glyph mirrored = glyphOf(b);
        std::ranges::reverse(mirrored);
        if (a != b) QVERIFY2(glyphOf(a) != mirrored, qPrintable(QString(a) + b));
      }
  }

  void allElseIsBlank() {
    for (int letter = 0; letter < 256; ++letter)
      if (everyLetter.find(char(letter)) == std::string::npos)
        QVERIFY(glyphOf(char(letter)) == Glyph{});
  }
};

BREGMA_TEST(DotFontTest, QCoreApplication);
#include "dot_font_test.moc"
