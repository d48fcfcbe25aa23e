#include <QCoreApplication>
#include <QTest>

#include "model/io/dicom_series.hpp"
#include "tests/files.hpp"
#include "tests/model/io/dicom_bytes.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// The values that make a slice; a test changes one.
struct Header {
  std::string modality = "CT", position = "-10\\20.5\\-30", directions = "1\\0\\0\\0\\1\\0",
              spacing = "0.5\\0.75", slope = "2", intercept = "-1000", frames = "1";
  int rows = 3, columns = 5, bits = 16, sign = 1;

  std::string bytes() const {
    const auto text = [](std::string value) { return value.size() % 2 ? value + " " : value; };
    const auto word = [](int value) { return little(std::uint32_t(value), 2); };
    return prefixed("1.2.840.10008.1.2.1") + explicitElement(0x08, 0x18, "UI", "1.2.30") +
           explicitElement(0x08, 0x60, "CS", text(modality)) +
           explicitElement(0x20, 0x0e, "UI", "1.2.3.") +
           explicitElement(0x20, 0x32, "DS", text(position)) +
           explicitElement(0x20, 0x37, "DS", text(directions)) +
           explicitElement(0x28, 0x08, "IS", text(frames)) +
           explicitElement(0x28, 0x10, "US", word(rows)) +
           explicitElement(0x28, 0x11, "US", word(columns)) +
           explicitElement(0x28, 0x30, "DS", text(spacing)) +
           explicitElement(0x28, 0x100, "US", word(bits)) +
           explicitElement(0x28, 0x101, "US", word(12)) +
           explicitElement(0x28, 0x103, "US", word(sign)) +
           explicitElement(0x28, 0x120, "US", word(0xf830)) +
           explicitElement(0x28, 0x1052, "DS", text(intercept)) +
           explicitElement(0x28, 0x1053, "DS", text(slope)) + tag(0x7fe0, 0x10) + "OW" +
           little(0, 2) + little(std::uint32_t(2 * rows * columns), 4) +
           std::string(std::size_t(2 * rows * columns), 'p');
  }
};

}  // namespace

class DicomHeaderTest : public QObject {
  Q_OBJECT
  Folder folder_;

  std::optional<DicomSlice> read(const std::string& bytes) const {
    write(folder_ / "a.dcm", bytes);
    return readSliceHeader(folder_ / "a.dcm");
  }

 private Q_SLOTS:
  void aSliceSaysWhereItLies() {
    const auto slice = read(Header{}.bytes());
    QVERIFY(slice && slice->placed);
    QVERIFY(slice->position == (Vec3{-10, 20.5, -30}));
    QVERIFY(slice->alongRow == (Vec3{1, 0, 0}) && slice->alongColumn == (Vec3{0, 1, 0}));
    QCOMPARE(slice->rowSpacing, 0.5);
    QCOMPARE(slice->columnSpacing, 0.75);
    QCOMPARE(slice->rows, 3);
    QCOMPARE(slice->columns, 5);
    QCOMPARE(slice->modality, std::string("CT"));
  }

  void andHowItsPixelsAreMeant() {
    const auto slice = read(Header{}.bytes());
    QVERIFY(slice && slice->isSigned && slice->plain16 && !slice->fragmented);
    QCOMPARE(slice->bitsStored, 12);
    QCOMPARE(slice->highBit, 11);
    QCOMPARE(slice->slope, 2.0);
    QCOMPARE(slice->intercept, -1000.0);
    QVERIFY(slice->padding == std::uint16_t(0xf830));
    QCOMPARE(bytesOf(folder_ / "a.dcm").substr(slice->pixelStart), std::string(30, 'p'));
    Header eight;
    eight.bits = 8;
    QVERIFY(!read(eight.bytes())->plain16);
  }

  void directionsAreMadeSquare() {
    Header rounded;
    rounded.directions = "0.999\\0.001\\0\\0.002\\1\\0";
    const auto slice = read(rounded.bytes());
    QVERIFY(slice && slice->placed);
    QVERIFY(std::abs(length(slice->alongRow) - 1) < 1e-12);
    QVERIFY(std::abs(dot(slice->alongRow, slice->alongColumn)) < 1e-12);
  }

  void whatContradictsIsNotPlaced() {
    Header skewed, flat, coarse, far, two, wordy;
    skewed.directions = "1\\0\\0\\0.7\\0.7\\0";
    flat.directions = "1\\0\\0\\0\\0\\0";
    coarse.spacing = "0\\0.5";
    far.position = "1e9\\0\\0";
    two.position = "1\\2";
    wordy.position = "a\\b\\c";
    for (const Header* bad : {&skewed, &flat, &coarse, &far, &two, &wordy}) {
      const auto slice = read(bad->bytes());
      QVERIFY(slice && !slice->placed);
    }
  }

  void absurdFramesAreCut() {
    Header many;
    many.frames = "1e300";
    QCOMPARE(read(many.bytes())->frames, 1'000'000);
  }

  void noImageNoSlice() {
    Header empty;
    empty.rows = 0;
    QVERIFY(!read(empty.bytes()));
    QVERIFY(!read("this is a letter"));
  }

  void aCutHeaderIsNamed() {
    const std::string whole = Header{}.bytes();
    try {
      read(whole.substr(0, 200));
      QFAIL("read a header that ends early");
    } catch (const Error& error) {
      QCOMPARE(error.code, ErrorCode::FileDamaged);
      QVERIFY(std::get<std::string>(error.args.at(0)).ends_with("a.dcm"));
    }
  }
};

BREGMA_TEST(DicomHeaderTest, QCoreApplication);
#include "dicom_header_test.moc"
