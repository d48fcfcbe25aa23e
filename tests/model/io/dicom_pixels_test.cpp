#include "model/io/dicom_pixels.hpp"

#include <QCoreApplication>
#include <QTest>

#include "model/io/read_file.hpp"
#include "model/io/tar.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

DicomSlice small() {
  DicomSlice slice;
  slice.columns = 4;
  slice.rows = 2;
  slice.pixelStart = 10;
  return slice;
}

std::string item(const std::string& bytes) {
  std::string head("\xfe\xff\x00\xe0", 4);
  for (int i = 0; i < 4; ++i) head.push_back(char(bytes.size() >> (8 * i)));
  return head + bytes;
}

const std::string frameEnd("\xfe\xff\xdd\xe0\0\0\0\0", 8);

/// An RLE frame of two planes.
std::string rle(const std::string& high, const std::string& low) {
  std::string head(64, '\0');
  head[0] = 2;
  head[4] = 64;
  head[8] = char(64 + high.size());
  return head + high + low;
}

}  // namespace

class DicomPixelsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void plainValuesOfEitherOrder() {
    std::string file(10, 'h');
    for (char i = 0; i < 8; ++i) file += std::string{i, char(0x10)};
    DicomSlice slice = small();
    QCOMPARE(decodePixels(slice, file)[3], std::uint16_t(0x1003));
    slice.bigEndian = true;
    QCOMPARE(decodePixels(slice, file)[3], std::uint16_t(0x0310));
    slice.bitsAllocated = 8;
    QCOMPARE(decodePixels(slice, file)[2], std::uint16_t(1));
    slice.bitsAllocated = 32;
    QVERIFY_EXCEPTION_THROWN(decodePixels(slice, file), BadData);
    slice.bitsAllocated = 16;
    QVERIFY_EXCEPTION_THROWN(decodePixels(slice, file.substr(0, 20)), BadData);
  }

  void impossibleBitsAreRefusedBeforeADecoderSeesThem() {
    DicomSlice slice = small();
    slice.fragmented = true;
    slice.transferSyntax = "1.2.840.10008.1.2.4.80";
    for (const auto& [stored, high] : {std::pair{20, 19}, {0, -1}, {12, 16}, {12, 3}}) {
      slice.bitsStored = stored;
      slice.highBit = high;
      const std::string file = std::string(10, 'h') + item("") + item("\xff\xd8") + frameEnd;
      try {
        decodePixels(slice, file);
        QFAIL("decoded");
      } catch (const BadData& bad) {
        QCOMPARE(bad.reason, std::string("its number of bits is impossible"));
      }
    }
  }

  void runLengths() {
    DicomSlice slice = small();
    slice.fragmented = true;
    slice.transferSyntax = "1.2.840.10008.1.2.5";
    // Eight times 1; then 5 literals and a run of three.
    const std::string high("\xf9\x01", 2), low("\x04\x0a\x0b\x0c\x0d\x0e\xfe\x0f", 8);
    const std::string head(10, 'h');
    const std::string frame = rle(high, low);
    const auto values = decodePixels(slice, head + item("") + item(frame) + frameEnd);
    QVERIFY(values ==
            (std::vector<std::uint16_t>{0x10a, 0x10b, 0x10c, 0x10d, 0x10e, 0x10f, 0x10f, 0x10f}));
    // In two fragments, and with the end missing.
    const std::string split = item(frame.substr(0, 50)) + item(frame.substr(50));
    QVERIFY(decodePixels(slice, head + item("") + split + frameEnd) == values);
    QVERIFY_EXCEPTION_THROWN(decodePixels(slice, head + item("") + split), BadData);
    QVERIFY_EXCEPTION_THROWN(
        decodePixels(slice, head + item("") + item(rle(high, "\x04")) + frameEnd), BadData);
  }

  void sizesMustAgree() {
    DicomSlice slice = small();
    slice.fragmented = true;
    slice.transferSyntax = "1.2.840.10008.1.2.4.70";
    // A JPEG header of 65535 × 65535.
    const std::string jpeg("\xff\xd8\xff\xc3\x00\x0b\x10\xff\xff\xff\xff\x01\x00\x11\x00", 15);
    QVERIFY_EXCEPTION_THROWN(
        decodePixels(slice, std::string(10, 'h') + item("") + item(jpeg) + frameEnd), BadData);
  }

  void aJpegHeaderThatLibjpegWarnsOfIsRefused() {
    DicomSlice slice = small();
    slice.fragmented = true;
    slice.transferSyntax = "1.2.840.10008.1.2.4.70";
    const std::string start("\xff\xd8", 2);
    const std::string size("\xff\xc3\x00\x0b\x10\x00\x02\x00\x04\x01\x00\x11\x00", 13);
    const std::string scan("\xff\xda\x00\x08\x01\x00\x00\x01\x00\x00", 10);
    const std::string otherJfif("\xff\xe0\x00\x08JFIF\0\x02", 10);
    for (const std::string& jpeg : {start + size + "stray" + scan, start + size + size + scan,
                                    start + scan, start + otherJfif + size + scan, start + size})
      QVERIFY_EXCEPTION_THROWN(
          decodePixels(slice, std::string(10, 'h') + item("") + item(jpeg) + frameEnd), BadData);
  }

  void oneImageInSevenTransferSyntaxes() {
    const auto folder = std::filesystem::path(BREGMA_SHARED) / "data/dicom/transfer-syntaxes";
    if (!std::filesystem::exists(folder)) QSKIP("development data is absent");
    std::vector<std::uint16_t> first;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const auto slice = readSliceHeader(entry.path());
      QVERIFY(slice);
      const auto values = decodePixels(*slice, readFile(entry.path(), 1e9));
      if (first.empty()) first = values;
      QVERIFY2(values == first, slice->transferSyntax.c_str());
      ++files;
    }
    QCOMPARE(files, 9);
  }
};

BREGMA_TEST(DicomPixelsTest, QCoreApplication);
#include "dicom_pixels_test.moc"
