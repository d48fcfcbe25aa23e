#include "model/io/jpeg2000/code_stream.hpp"

#include <QCoreApplication>
#include <QTest>

#include "tests/model/io/jpeg2000/open_jpeg.hpp"
#include "tests/model/io/jpeg2000/standard_example.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class CodeStreamTest : public QObject {
  Q_OBJECT

  using Read = std::optional<jpeg2000::CodeStream>;

  static Read withSegments(const std::string& segments) {
    return jpeg2000::codeStreamIn(standard::bytes("FF4F") + segments +
                                  standard::stream.substr(standard::stream.find("\xff\x90")));
  }
  static std::string patched(std::string segment, std::size_t at, const char* hex) {
    const std::string bytes = standard::bytes(hex);
    return segment.replace(at, bytes.size(), bytes);
  }
  static Read withCoding(const std::string& coding) {
    return withSegments(standard::sizeSegment + coding + standard::stepSegment);
  }
  static Read withSteps(const std::string& steps) {
    return withSegments(standard::sizeSegment + standard::codingSegment + steps);
  }
  /// The example with other parts of its tile.
  static Read withTile(const std::string& tile) {
    return jpeg2000::codeStreamIn(standard::bytes("FF4F") + standard::sizeSegment +
                                  standard::stepSegment + standard::codingSegment + tile);
  }

 private Q_SLOTS:
  void theStandardsExampleIsRead() {
    const Read read = jpeg2000::codeStreamIn(standard::stream);
    QVERIFY(read);
    QCOMPARE(std::pair(read->width, read->height), std::pair(1, 9));
    QCOMPARE(read->bits, 8);
    QVERIFY(!read->isSigned && read->reversible && !read->packetMarkers);
    QCOMPARE(std::pair(read->layers, read->levels), std::pair(1, 1));
    QVERIFY(read->progression == jpeg2000::Progression::LayerFirst);
    QCOMPARE(std::pair(read->blockWidthLog2, read->blockHeightLog2), std::pair(6, 6));
    QCOMPARE(read->guardBits, 2);
    std::vector<int> exponents;
    for (const auto& step : read->steps) exponents.push_back(step.exponent);
    QCOMPARE(exponents, (std::vector{8, 9, 9, 10}));
    QVERIFY(read->packets == standard::packets);
  }

  void headersSayWhatTheEncoderWasAsked() {
    for (int i = 0; i < 5; ++i) {
      StreamSettings as;
      as.width = 70 + i;
      as.height = 41 + 2 * i;
      as.bits = 8 + 2 * i;
      as.isSigned = i % 2;
      as.lossy = i >= 3;
      as.levels = i;
      as.blockWidth = 4 << i;
      as.blockHeight = 8;
      as.style = 1 << (i < 4 ? i : 5);
      as.progression = i;
      as.markers = 2 * i % 8;
      as.layerRatios = std::vector<float>(std::size_t(i + 1), 0);
      for (int l = 0; l < i; ++l) as.layerRatios[std::size_t(l)] = float(60 >> l);
      const std::vector<int> picture(std::size_t(as.width * as.height), 5);
      const Read read = jpeg2000::codeStreamIn(encodedByOpenJpeg(picture, as));
      QVERIFY(read);
      QCOMPARE(std::pair(read->width, read->height), std::pair(as.width, as.height));
      QCOMPARE(read->bits, as.bits);
      QCOMPARE(read->isSigned, as.isSigned);
      QCOMPARE(read->reversible, !as.lossy);
      QCOMPARE(read->levels, as.levels);
      QCOMPARE(std::pair(1 << read->blockWidthLog2, 1 << read->blockHeightLog2),
               std::pair(as.blockWidth, as.blockHeight));
      const jpeg2000::BlockStyle& style = read->style;
      QCOMPARE(1 * style.bypass + 2 * style.reset + 4 * style.terminateAll + 8 * style.causal +
                   32 * style.symbols,
               as.style);
      QCOMPARE(int(read->progression), as.progression);
      QCOMPARE(read->packetMarkers, as.markers > 0);
      QCOMPARE(read->layers, i + 1);
      QVERIFY(int(read->steps.size()) >= 3 * as.levels + 1);
    }
  }

  void aCutHeaderOrTileIsRefused() {
    const std::size_t end = standard::stream.size() - 2;
    for (std::size_t length = 0; length < end; ++length)
      QVERIFY2(!jpeg2000::codeStreamIn(standard::stream.substr(0, length)),
               qPrintable(QString::number(length)));
    QVERIFY(jpeg2000::codeStreamIn(standard::stream.substr(0, end)));
  }

  void sizeCodingAndStepsMustBeThere() {
    const std::string &a = standard::sizeSegment, &b = standard::codingSegment,
                      &c = standard::stepSegment;
    QVERIFY(withSegments(a + b + c) && withSegments(a + c + b));
    QVERIFY(!withSegments(a + b));
    QVERIFY(!withSegments(b + c));
    QVERIFY(!withSegments(a + c));
  }

  void segmentsOfNoMatterArePassedOver_data() {
    QTest::addColumn<QByteArray>("segment");
    QTest::addColumn<bool>("taken");
    const auto row = [](const char* name, const char* hex, bool taken) {
      QTest::newRow(name) << QByteArray::fromHex(hex) << taken;
    };
    row("comment", "FF64 0006 0001 6869", true);
    row("lengths of tile parts", "FF55 0009 00 50 00 0000001E", true);
    row("lengths of packets", "FF57 0005 00 0000", true);
    row("registration", "FF63 0006 0000 0000", true);
    // What changes how the packets are read.
    row("coding of a component", "FF53 0009 00 00 01 04 04 00 01", false);
    row("steps of a component", "FF5D 0008 00 40 40 48 48 50", false);
    row("region of interest", "FF5E 0005 00 00 08", false);
    row("order of packets", "FF5F 0009 00 00 0001 02 01 00", false);
    row("headers apart", "FF60 0004 00 00", false);
  }
  void segmentsOfNoMatterArePassedOver() {
    QFETCH(QByteArray, segment);
    QFETCH(bool, taken);
    const Read read = withSegments(standard::sizeSegment + segment.toStdString() +
                                   standard::codingSegment + standard::stepSegment);
    QCOMPARE(read.has_value(), taken);
    if (taken) QVERIFY(read->packets == standard::packets);
  }

  void otherSizesAreDeclined_data() {
    QTest::addColumn<int>("at");
    QTest::addColumn<QByteArray>("hex");
    const auto row = [](const char* name, int at, const char* hex) {
      QTest::newRow(name) << at << QByteArray(hex);
    };
    row("no width", 6, "00000000");
    row("no height", 10, "00000000");
    row("beyond a million", 10, "7FFFFFFF");
    row("an origin", 14, "00000001");
    row("two tiles", 26, "00000005");
    row("a tile's origin", 34, "00000001");
    row("two components", 38, "0002");
    row("17 bits", 40, "10");
    row("every second column", 41, "02");
    row("every second row", 42, "02");
  }
  void otherSizesAreDeclined() {
    QFETCH(int, at);
    QFETCH(QByteArray, hex);
    QVERIFY(!withSegments(patched(standard::sizeSegment, std::size_t(at), hex.data()) +
                          standard::codingSegment + standard::stepSegment));
  }

  void depthHasASign() {
    const Read read = withSegments(patched(standard::sizeSegment, 40, "8F") +
                                   standard::codingSegment + standard::stepSegment);
    QVERIFY(read && read->isSigned);
    QCOMPARE(read->bits, 16);
  }

  void codingBeyondTheStandardIsRefused() {
    const std::string& coding = standard::codingSegment;
    QVERIFY(withCoding(coding));
    QVERIFY(!withCoding(patched(coding, 5, "05")));     // progression
    QVERIFY(!withCoding(patched(coding, 6, "0000")));   // no layer
    QVERIFY(!withCoding(patched(coding, 9, "21")));     // 33 levels
    QVERIFY(!withCoding(patched(coding, 9, "02")));     // more than there are steps for
    QVERIFY(!withCoding(patched(coding, 10, "09")));    // blocks of 2048
    QVERIFY(withCoding(patched(coding, 10, "0800")));   // 1024 by 4
    QVERIFY(!withCoding(patched(coding, 10, "0801")));  // more than 4096 coefficients
    QVERIFY(!withCoding(patched(coding, 12, "40")));    // style
    QVERIFY(!withCoding(patched(coding, 13, "02")));    // wavelet
  }

  void precinctsAreAllThereIsUnlessTold() {
    const Read whole = withCoding(standard::codingSegment);
    QCOMPARE(int(whole->precincts[0]), 0xff);
    QCOMPARE(int(whole->precincts[1]), 0xff);
    const auto told = [](const char* sizes) {
      const std::string coding = patched(standard::codingSegment, 2, "000E01");
      return withCoding(coding + standard::bytes(sizes));
    };
    const Read read = told("7856");
    QVERIFY(read);
    QCOMPARE(int(read->precincts[0]), 0x78);
    QCOMPARE(int(read->precincts[1]), 0x56);
    QVERIFY(told("0011"));
    QVERIFY(!told("0001"));  // of no height: only the lowest resolution may have that
    QVERIFY(!told("0010"));
  }

  void stepsAreDerivedOrTold() {
    // E-5: an exponent less with each level.
    const Read derived = withSteps(standard::bytes("FF5C 0005 41 7123"));
    QVERIFY(derived);
    QCOMPARE(derived->guardBits, 2);
    const int expected[]{14, 14, 14, 14, 13, 13, 13, 12};
    for (std::size_t b = 0; b < std::size(expected); ++b) {
      QCOMPARE(derived->steps[b].exponent, expected[b]);
      QCOMPARE(derived->steps[b].mantissa, 0x123);
    }
    const Read told = withSteps(standard::bytes("FF5C 000B 62 7123 6FFF 6801 F800"));
    QVERIFY(told);
    QCOMPARE(told->guardBits, 3);
    const std::pair<int, int> pairs[]{{14, 0x123}, {13, 0x7ff}, {13, 1}, {31, 0}};
    for (std::size_t b = 0; b < std::size(pairs); ++b)
      QCOMPARE(std::pair(told->steps[b].exponent, told->steps[b].mantissa), pairs[b]);
    QVERIFY(!withSteps(standard::bytes("FF5C 000A 62 7123 6FFF 6801 F8")));
    QVERIFY(!withSteps(standard::bytes("FF5C 0007 43 40 48 48 50")));
  }

  void partsOfTheTileAreJoined() {
    const auto head = [](const char* lengthAndPart, const char* segments = "") {
      return standard::bytes("FF90 000A 0000") + standard::bytes(lengthAndPart) +
             standard::bytes(segments) + standard::bytes("FF93");
    };
    const std::string &all = standard::packets, end = standard::bytes("FFD9");
    const std::string first = all.substr(0, 9), rest = all.substr(9);
    const Read two = withTile(head("00000017 00 02") + first + head("00000015 01 02") + rest + end);
    QVERIFY(two && two->packets == all);
    // A length of 0: to the end of the code stream.
    const Read open =
        withTile(head("00000017 00 02") + first + head("00000000 01 02") + rest + end);
    QVERIFY(open && open->packets == all);
    const Read told =
        withTile(head("0000002D 00 01", "FF58 0005 00 0907 FF64 0006 0001 6869") + all + end);
    QVERIFY(told && told->packets == all);
    QVERIFY(!withTile(head("0000001F 00 01") + all + end));  // a byte beyond its packets
    QVERIFY(!withTile(head("0000000C 00 01") + all + end));  // it ends before it starts
    QVERIFY(!withTile(head("00000025 00 01", "FF5F 0005 00 0907") + all + end));
    QVERIFY(!withTile(patched(head("0000001E 00 01"), 4, "0001") + all + end));  // another tile
  }
};

BREGMA_TEST(CodeStreamTest, QCoreApplication);
#include "code_stream_test.moc"
