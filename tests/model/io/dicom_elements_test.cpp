#include "model/io/dicom_elements.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/tar.hpp"
#include "tests/files.hpp"
#include "tests/model/io/dicom_bytes.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

const std::string openEnded = little(0xffffffff, 4);
const std::string sequenceEnd = tag(0xfffe, 0xe0dd) + little(0, 4),
                  itemEnd = tag(0xfffe, 0xe00d) + little(0, 4);

}  // namespace

class DicomElementsTest : public QObject {
  Q_OBJECT
  Folder folder_;

  std::optional<DicomElements> read(const std::string& bytes) const {
    const Path path = folder_ / "a.dcm";
    write(path, bytes);
    return readElements(path);
  }

 private Q_SLOTS:
  void explicitValues() {
    const auto e = read(prefixed("1.2.840.10008.1.2.1") + explicitElement(8, 0x60, "CS", "CT") +
                        explicitElement(0x28, 0x10, "US", little(300, 2)) +
                        explicitElement(0x28, 0x30, "DS", "0.5\\ +0.6 ") + tag(0x7fe0, 0x10) +
                        "OW" + little(0, 2) + little(4, 4) + "abcd");
    QVERIFY(e);
    QCOMPARE(e->text(8, 0x60), std::string("CT"));
    QCOMPARE(e->word(0x28, 0x10).value(), std::uint16_t(300));
    QVERIFY(e->numbers(0x28, 0x30) == (std::vector<double>{0.5, 0.6}));
    QCOMPARE(e->number(0x28, 0x1053, 7), 7.0);
    QCOMPARE(e->pixelLength, 4u);
  }
  void nestedSequencesOfUnknownLengthArePassedOver() {
    const std::string inner = tag(8, 0x1140) + openEnded + tag(0xfffe, 0xe000) + openEnded +
                              implicitElement(8, 0x60, "XX") + itemEnd + sequenceEnd;
    const std::string outer = tag(8, 0x1115) + openEnded + tag(0xfffe, 0xe000) + openEnded + inner +
                              itemEnd + sequenceEnd;
    const auto e = read(prefixed("1.2.840.10008.1.2") + implicitElement(8, 0x60, "CT") + outer +
                        implicitElement(0x28, 0x10, little(64, 2)));
    QVERIFY(e);
    QCOMPARE(e->text(8, 0x60), std::string("CT"));
    QCOMPARE(e->word(0x28, 0x10).value(), std::uint16_t(64));
    std::string deep = prefixed("1.2.840.10008.1.2");
    for (int i = 0; i < 100'000; ++i)
      deep += tag(8, 0x1140) + openEnded + tag(0xfffe, 0xe000) + openEnded;
    QVERIFY_EXCEPTION_THROWN(read(deep), BadData);
  }
  void bigEndian() {
    const std::string value("\x00\x28\x00\x10US\x00\x02\x01\x2c", 10);
    const auto e = read(prefixed("1.2.840.10008.1.2.2") + value);
    QVERIFY(e && e->bigEndian);
    QCOMPARE(e->word(0x28, 0x10).value(), std::uint16_t(300));
  }
  void lengthsAreNotTrusted() {
    const std::string start = prefixed("1.2.840.10008.1.2.1");
    QVERIFY_EXCEPTION_THROWN(
        read(start + tag(8, 0x60) + "OB" + little(0, 2) + little(0xfffffff0, 4) + "x"), BadData);
    QVERIFY_EXCEPTION_THROWN(read(start + tag(8, 0x60) + "CS" + little(10, 2) + "CT"), BadData);
    QVERIFY_EXCEPTION_THROWN(read(start + tag(8, 0x60) + "??" + little(2, 2) + "CT"), BadData);
    QVERIFY(!read("not DICOM"));
    QVERIFY(!read(std::string(1000, 'x')));
  }
};

BREGMA_TEST(DicomElementsTest, QCoreApplication);
#include "dicom_elements_test.moc"
