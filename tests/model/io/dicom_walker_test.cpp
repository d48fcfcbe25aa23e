#include "model/io/dicom_walker.hpp"

#include <QCoreApplication>
#include <QTest>
#include <sstream>

#include "model/io/tar.hpp"
#include "tests/model/io/dicom_bytes.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

const std::string unknownLength = little(dicomUndefinedLength, 4);
const std::string itemStart = tag(0xfffe, 0xe000), itemStop = tag(0xfffe, 0xe00d) + little(0, 4),
                  sequenceStop = tag(0xfffe, 0xe0dd) + little(0, 4);

template <class Call>
std::string reasonOf(Call&& call) {
  try {
    call();
  } catch (const BadData& bad) {
    return bad.reason;
  }
  return "none";
}

}  // namespace

class DicomWalkerTest : public QObject {
  Q_OBJECT

  /// A walker and the bytes that it goes through.
  struct Walk {
    std::istringstream stream;
    DicomWalker walker;
    explicit Walk(const std::string& bytes) : stream(bytes), walker(stream, bytes.size()) {}
  };

 private Q_SLOTS:
  void theStartTellsTheEncoding_data() {
    QTest::addColumn<QString>("syntax");
    QTest::addColumn<bool>("explicitVr");
    QTest::addColumn<bool>("bigEndian");
    QTest::addColumn<bool>("deflated");
    const auto row = [](const char* syntax, bool vr, bool big, bool deflated) {
      QTest::newRow(syntax) << QString(syntax) << vr << big << deflated;
    };
    row("1.2.840.10008.1.2", false, false, false);
    row("1.2.840.10008.1.2.1", true, false, false);
    row("1.2.840.10008.1.2.2", true, true, false);
    row("1.2.840.10008.1.2.1.99", true, false, true);
    row("1.2.840.10008.1.2.4.70", true, false, false);
  }
  void theStartTellsTheEncoding() {
    QFETCH(QString, syntax);
    const std::string start = prefixed(syntax.toStdString());
    Walk walk(start + std::string(20, 'x'));
    const auto encoding = walk.walker.begin();
    QVERIFY(encoding);
    QCOMPARE(QString::fromStdString(encoding->transferSyntax), syntax);
    QCOMPARE(encoding->dataSetStart, std::uint64_t(start.size()));
    QCOMPARE(walk.walker.at(), std::uint64_t(start.size()));
    QTEST(encoding->explicitVr, "explicitVr");
    QTEST(encoding->bigEndian, "bigEndian");
    QTEST(encoding->deflated, "deflated");
  }

  void filesWithoutAPreambleBeginAtOnce() {
    const std::string filler(200, ' ');
    Walk implicit(implicitElement(8, 8, "ORIGINAL") + filler);
    auto encoding = implicit.walker.begin();
    QVERIFY(encoding && !encoding->explicitVr);
    QCOMPARE(encoding->dataSetStart, std::uint64_t(0));
    Walk written(explicitElement(8, 8, "CS", "ORIGINAL") + filler);
    encoding = written.walker.begin();
    QVERIFY(encoding && encoding->explicitVr);
    QCOMPARE(written.walker.next(true).length, 8u);
    Walk other("a letter, long enough to hold a preamble" + filler);
    QVERIFY(!other.walker.begin());
    Walk tooShort("DICM");
    QVERIFY(!tooShort.walker.begin());
  }

  void elementsOfEveryEncoding() {
    Walk explicitly(explicitElement(0x28, 0x10, "US", little(7, 2)));
    DicomElement e = explicitly.walker.next(true);
    QVERIFY(e.tag == dicomTag(0x28, 0x10) && e.vr == "US" && e.length == 2);
    Walk wide(tag(0x28, 0x10) + "OB" + little(0, 2) + little(70'000, 4));
    e = wide.walker.next(true);
    QVERIFY(e.vr == "OB" && e.length == 70'000);
    Walk implicitly(implicitElement(0x28, 0x10, little(7, 2)));
    e = implicitly.walker.next(false);
    QVERIFY(e.tag == dicomTag(0x28, 0x10) && e.vr.empty() && e.length == 2);
    Walk big(std::string("\x00\x28\x00\x10US\x00\x02", 8));
    big.walker.setBigEndian(true);
    e = big.walker.next(true);
    QVERIFY(e.tag == dicomTag(0x28, 0x10) && e.length == 2);
    Walk noLetters(tag(8, 0x60) + "\x01\x02" + little(2, 2));
    QCOMPARE(reasonOf([&] { noLetters.walker.next(true); }),
             std::string("a DICOM header is damaged"));
  }

  void sequencesOfUnknownLengthArePassedOver() {
    const std::string known = tag(8, 0x1140) + "SQ" + little(0, 2) + little(16, 4) + itemStart +
                              little(8, 4) + std::string(8, 'v');
    const std::string unknown = tag(8, 0x1115) + "SQ" + little(0, 2) + unknownLength + itemStart +
                                unknownLength + known + itemStop + itemStart + little(2, 4) + "ab" +
                                sequenceStop;
    for (const std::string& sequence : {known, unknown}) {
      Walk walk(sequence + explicitElement(8, 0x60, "CS", "CT"));
      const DicomElement e = walk.walker.next(true);
      QCOMPARE(e.sequence, sequence == unknown);
      walk.walker.skipValue(e, 0);
      QCOMPARE(walk.walker.at(), std::uint64_t(sequence.size()));
      QCOMPARE(walk.walker.next(true).vr, std::string("CS"));
    }
    // Unknown to whoever wrote the file: implicit inside, whatever is around it.
    Walk un(tag(9, 0x10) + "UN" + little(0, 2) + unknownLength + itemStart + unknownLength +
            implicitElement(8, 0x60, "CT") + itemStop + sequenceStop);
    const DicomElement e = un.walker.next(true);
    QVERIFY(e.sequence && e.implicitInside);
    un.walker.skipValue(e, 0);
    QVERIFY(un.walker.atEnd());
  }

  void nestingEnds() {
    std::string deep;
    for (int i = 0; i < dicomDeepestNesting + 2; ++i)
      deep += tag(8, 0x1140) + unknownLength + itemStart + unknownLength;
    Walk walk(deep);
    const DicomElement e = walk.walker.next(false);
    QCOMPARE(reasonOf([&] { walk.walker.skipValue(e, 0); }),
             std::string("a DICOM header is nested too deeply"));
  }

  void lengthsBeyondTheFileAreCutShort() {
    const std::string cut = "a DICOM header is cut short";
    Walk walk(explicitElement(8, 0x60, "CS", "CT"));
    QCOMPARE(reasonOf([&] { walk.walker.take(11); }), cut);
    QCOMPARE(reasonOf([&] { walk.walker.skip(0xfffffff0); }), cut);
    walk.walker.take(10);
    QVERIFY(walk.walker.atEnd());
    QCOMPARE(reasonOf([&] { walk.walker.next(true); }), cut);
    walk.walker.seek(1u << 30);  // where a damaged file says that something is
    QCOMPARE(reasonOf([&] { walk.walker.take(1); }), cut);
  }

  void endsAreThoseOfTheLengths() {
    Walk walk(explicitElement(8, 0x60, "CS", "CT"));
    QCOMPARE(walk.walker.endOf(walk.walker.next(true)), std::uint64_t(10));
    DicomElement open;
    open.length = dicomUndefinedLength;
    QCOMPARE(walk.walker.endOf(open), ~std::uint64_t(0));
  }
};

BREGMA_TEST(DicomWalkerTest, QCoreApplication);
#include "dicom_walker_test.moc"
