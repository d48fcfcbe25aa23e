#include "model/io/sha256.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/error.hpp"
#include "tests/files.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class Sha256Test : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knownAnswers() {
    // FIPS 180-4 examples.
    QCOMPARE(sha256OfText(""),
             std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256OfText("abc"),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }
  void piecesGiveTheWhole() {
    const std::string text(300'000, 'x');
    Sha256 sha;
    for (std::size_t at = 0; at < text.size(); at += 7001)
      sha.update(std::string_view(text).substr(at, 7001));
    QCOMPARE(sha.hex(), sha256OfText(text));
    QCOMPARE(sha.hex(), sha256OfText(text));
  }
  void file() {
    const Folder folder;
    const Path path = folder / "a";
    const std::string text(3'000'001, 'y');
    write(path, text);
    QCOMPARE(sha256OfFile(path), sha256OfText(text));
    QVERIFY_EXCEPTION_THROWN(sha256OfFile(path.parent_path() / "absent"), Error);
    QVERIFY_EXCEPTION_THROWN(sha256OfFile(path.parent_path()), Error);
  }
};

BREGMA_TEST(Sha256Test, QCoreApplication);
#include "sha256_test.moc"
