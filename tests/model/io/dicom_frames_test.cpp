// Enhanced images: many slices in one file.
#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/ramp_stacks.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// A sequence of items, each a data set; known lengths.
std::string itemsOf(const std::vector<std::string>& dataSets) {
  std::string all;
  for (const std::string& set : dataSets)
    all += tag(0xfffe, 0xe000) + little(std::uint32_t(set.size()), 4) + set;
  return all;
}

/// PackBits without any run, two planes.
std::string runLengths(const std::string& bytes) {
  std::string planes[2];
  for (int p = 0; p < 2; ++p) {
    std::string plane;
    for (std::size_t i = std::size_t(1 - p); i < bytes.size(); i += 2) plane += bytes[i];
    for (std::size_t at = 0; at < plane.size(); at += 128) {
      const std::string part = plane.substr(at, 128);
      planes[p] += char(part.size() - 1) + part;
    }
    if (planes[p].size() % 2) planes[p] += char(-128);
  }
  std::string head = little(2, 4) + little(64, 4) + little(std::uint32_t(64 + planes[0].size()), 4);
  head.resize(64);
  return head + planes[0] + planes[1];
}

}  // namespace
class DicomFramesTest : public RampStacks {
  Q_OBJECT
 private Q_SLOTS:
  void framesOfAnEnhancedImage_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("explicit") << 0;
    QTest::newRow("implicit") << 1;
    QTest::newRow("run lengths") << 2;
    QTest::newRow("deflated") << 3;
  }
  void framesOfAnEnhancedImage();
};

void DicomFramesTest::framesOfAnEnhancedImage() {
  QFETCH(int, kind);
  const Encoding encoding = kind == 1   ? Encoding::Implicit
                            : kind == 3 ? Encoding::Deflated
                                        : Encoding::Explicit;
  // The order of the frames says nothing; they lie by their positions.
  std::vector<std::string> frames;
  std::string pixels, fragments = itemsOf({""});
  for (int n = 0; n < 15; ++n) {
    const int k = (n * 4) % 15;
    CtBytes position, group;
    position.put(0x20, 0x32, "DS", decimalText(supine.toPatient({0, 0, double(k)})));
    group.put(0x20, 0x9113, "SQ", itemsOf({position.dataSet(encoding)}));
    frames.push_back(group.dataSet(encoding));
    const std::string bytes = pixelBytes(slicePixels(supine, k, {}, ramp));
    pixels += bytes;
    fragments += itemsOf({runLengths(bytes)});
  }
  CtBytes directions, measures, values, shared;
  directions.put(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0");
  measures.put(0x28, 0x30, "DS", "0.6\\0.6");
  values.put(0x28, 0x1052, "DS", "-1024");
  values.put(0x28, 0x1053, "DS", "1");
  shared.put(0x20, 0x9116, "SQ", itemsOf({directions.dataSet(encoding)}));
  shared.put(0x28, 0x9110, "SQ", itemsOf({measures.dataSet(encoding)}));
  shared.put(0x28, 0x9145, "SQ", itemsOf({values.dataSet(encoding)}));
  CtBytes file = ctSlice(supine, 0, 1, ramp);
  file.put(0x08, 0x16, "UI", "1.2.840.10008.5.1.4.1.1.2.1");
  for (const int element : {0x30, 0x1052, 0x1053}) file.erase(0x28, element);
  for (const int element : {0x32, 0x37}) file.erase(0x20, element);
  file.put(0x28, 0x08, "IS", "15");
  file.put(0x5200, 0x9229, "SQ", itemsOf({shared.dataSet(encoding)}));
  file.put(0x5200, 0x9230, "SQ", itemsOf(frames));
  file.put(0x7fe0, 0x10, "OW", pixels);
  std::string bytes = file.file(encoding);
  if (kind == 2) {
    // As above, but for the pixels.
    file.erase(0x7fe0, 0x10);
    bytes = prefixed("1.2.840.10008.1.2.5") + file.dataSet(encoding) + tag(0x7fe0, 0x10) + "OB" +
            little(0, 2) + little(0xffffffff, 4) + fragments + tag(0xfffe, 0xe0dd) + little(0, 4);
  }
  std::filesystem::create_directories(fresh());
  write(fresh() / "enhanced.dcm", bytes);
  const Scan scan = read(fresh() / "enhanced.dcm");
  lossless(scan);
  QVERIFY(only(scan, {}));
  QCOMPARE(listSeries(fresh())[0].slices, 15);
  // Cut off within the frames.
  write(fresh() / "enhanced.dcm", bytes.substr(0, bytes.size() / 2));
  QCOMPARE(errorOf([&] { read(fresh()); }), std::string("FileDamaged"));
}
BREGMA_TEST(DicomFramesTest, QCoreApplication);
#include "dicom_frames_test.moc"
