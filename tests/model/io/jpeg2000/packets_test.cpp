#include <QCoreApplication>
#include <QTest>
#include <bit>
#include <cmath>
#include <random>
#include <set>

#include "model/io/jpeg2000/code_stream.hpp"
#include "tests/model/io/jpeg2000/standard_example.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

std::string binary(unsigned value, int digits) {
  std::string bits;
  while (digits-- > 0) bits += value >> digits & 1 ? '1' : '0';
  return bits;
}

/// A packet's header from '0' and '1', with the bit that B.10.1 stuffs after 0xff.
std::string stuffed(const std::string& bits) {
  std::string bytes;
  unsigned byte = 0;
  int left = 8;
  for (const char bit : bits) {
    byte |= unsigned(bit == '1') << --left;
    if (left > 0) continue;
    bytes += char(byte);
    left = byte == 0xff ? 7 : 8;
    byte = 0;
  }
  if (left < 8) bytes += char(byte);
  return bytes;
}

/// Table B.4.
std::string passesCoded(int passes) {
  if (passes == 1) return "0";
  if (passes == 2) return "10";
  if (passes <= 5) return "11" + binary(unsigned(passes - 3), 2);
  if (passes <= 36) return "1111" + binary(unsigned(passes - 6), 5);
  return "111111111" + binary(unsigned(passes - 37), 7);
}

/// Writes what B.10.2 has to say of a grid of numbers.
class TagTreeWriter {
 public:
  TagTreeWriter(std::vector<int> numbers, int width, int height) {
    for (;;) {
      levels_.push_back({width, numbers, std::vector<int>(numbers.size()), {}});
      if (width * height == 1) break;
      const int nextWidth = (width + 1) / 2, nextHeight = (height + 1) / 2;
      std::vector<int> least(std::size_t(nextWidth * nextHeight), 1 << 20);
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          int& to = least[std::size_t(y / 2 * nextWidth + x / 2)];
          to = std::min(to, numbers[std::size_t(y * width + x)]);
        }
      numbers = std::move(least);
      width = nextWidth;
      height = nextHeight;
    }
  }
  /// The bits after which it is known whether the number at (x, y) is below `limit`.
  std::string bits(int x, int y, int limit) {
    std::string text;
    int low = 0;
    for (std::size_t l = levels_.size(); l-- > 0;) {
      Level& level = levels_[l];
      const auto node = std::size_t((y >> l) * level.width + (x >> l));
      int& said = level.said[node];  // all below are ruled out
      for (said = std::max(said, low); said < std::min(level.numbers[node], limit); ++said)
        text += '0';
      if (said < limit && level.closed.insert(node).second) text += '1';
      low = said;
    }
    return text;
  }

 private:
  struct Level {
    int width;
    std::vector<int> numbers, said;
    std::set<std::size_t> closed;
  };
  std::vector<Level> levels_;
};

}  // namespace

class PacketsTest : public QObject {
  Q_OBJECT

  /// One band without a wavelet, in blocks of 4 by 4, at most 20 planes of them.
  static jpeg2000::CodeStream streamOf(int across, int down, std::string packets) {
    jpeg2000::CodeStream stream;
    stream.width = 4 * across;
    stream.height = 4 * down;
    stream.bits = 12;
    stream.blockWidthLog2 = stream.blockHeightLog2 = 2;
    stream.precincts.fill(0xff);
    stream.guardBits = 2;
    stream.steps.assign(97, {19, 0});
    stream.packets = std::move(packets);
    return stream;
  }
  static std::string bytesOfAll(const jpeg2000::Segment& segment) {
    std::string all;
    for (const std::string_view chunk : segment.chunks) all += chunk;
    return all;
  }
  /// The packet of one block with `planes` of 20.
  static std::string packetOf(int planes, int passes, const std::string& body) {
    const int least = 3 + std::bit_width(unsigned(passes)) - 1;
    const int more = std::max(0, int(std::bit_width(body.size())) - least);
    return stuffed("11" + std::string(std::size_t(20 - planes), '0') + "1" + passesCoded(passes) +
                   std::string(std::size_t(more), '1') + "0" +
                   binary(unsigned(body.size()), least + more));
  }

 private Q_SLOTS:
  void theStandardsExampleIsRead() {
    const auto stream = jpeg2000::codeStreamIn(standard::stream);
    const auto bands = jpeg2000::bandsOf(*stream);
    QVERIFY(bands);
    QCOMPARE(bands->size(), std::size_t(4));
    const auto check = [&](std::size_t band, int top, int height, int planes, int passes,
                           const std::string& bytes) {
      QCOMPARE(bands->at(band).blocks.size(), std::size_t(1));
      const jpeg2000::Block& block = bands->at(band).blocks[0];
      QCOMPARE((std::array{block.left, block.top, block.width, block.height}),
               (std::array{0, top, 1, height}));
      QCOMPARE(block.planes, planes);
      QCOMPARE(block.segments.size(), std::size_t(1));
      QCOMPARE(block.segments[0].passes, passes);
      QVERIFY(bytesOfAll(block.segments[0]) == bytes);
    };
    check(0, 0, 5, 6, 16, standard::lowBlock);
    check(2, 5, 4, 3, 7, standard::highBlock);
    QVERIFY(bands->at(2).orientation == jpeg2000::Orientation::LowHigh);
    QVERIFY(bands->at(1).blocks.empty() && bands->at(3).blocks.empty());
    QCOMPARE(bands->at(0).planes, 9);  // E-2: guard bits, and the exponent less 1
    QCOMPARE(bands->at(3).planes, 11);
  }

  // The grid of figure B.12 and what it says is coded for its first numbers.
  void tagTreesAreRead() {
    const std::vector<int> empty{1, 3, 2, 3, 2, 3, 2, 2, 1, 4, 3, 2, 2, 2, 2, 2, 1, 2};
    TagTreeWriter included(std::vector<int>(18, 0), 6, 3), tree(empty, 6, 3);
    std::string bits = "1";
    for (int i = 0; i < 18; ++i) {
      const int x = i % 6, y = i / 6;
      const std::string number = tree.bits(x, y, empty[std::size_t(i)] + 1);
      if (i < 3) QCOMPARE(number, std::string(std::array{"01111", "001", "101"}[std::size_t(i)]));
      bits += included.bits(x, y, 1) + number + passesCoded(1) + "0" + binary(0, 3);
    }
    const auto stream = streamOf(6, 3, stuffed(bits));
    const auto bands = jpeg2000::bandsOf(stream);
    QVERIFY(bands);
    for (std::size_t i = 0; i < 18; ++i) QCOMPARE(bands->at(0).blocks[i].planes, 20 - empty[i]);
  }

  void blocksComeInTheirLayers() {
    constexpr int across = 5, down = 3, layers = 4, blocks = across * down;
    std::mt19937 random(11);
    std::vector<int> first(blocks);  // layer; the last is none
    for (int& layer : first) layer = int(random() % (layers + 1));
    TagTreeWriter tree(first, across, down), planes(std::vector<int>(blocks, 3), across, down);
    std::vector<std::string> bodies(blocks);
    std::vector<int> passes(blocks);  // one a delivery
    std::string packets;
    for (int layer = 0; layer < layers; ++layer) {
      std::string bits = "1", bytes;
      for (int i = 0; i < blocks; ++i) {
        const auto k = std::size_t(i);
        const bool has = first[k] == layer || (first[k] < layer && random() % 2);
        bits += first[k] >= layer ? tree.bits(i % across, i / across, layer + 1)
                                  : std::string(has ? "1" : "0");
        if (!has) continue;
        if (first[k] == layer) bits += planes.bits(i % across, i / across, 4);
        const std::string body(1 + random() % 7, char(random()));
        bits += passesCoded(1) + "0" + binary(unsigned(body.size()), 3);
        bytes += body;
        bodies[k] += body;
        ++passes[k];
      }
      packets += stuffed(bits) + bytes;
    }
    auto stream = streamOf(across, down, packets);
    stream.layers = layers;
    const auto bands = jpeg2000::bandsOf(stream);
    QVERIFY(bands);
    for (std::size_t i = 0; i < blocks; ++i) {
      const jpeg2000::Block& block = bands->at(0).blocks[i];
      QCOMPARE(block.included, first[i] < layers);
      if (!block.included) continue;
      QCOMPARE(block.planes, 17);
      QCOMPARE(block.segments.size(), std::size_t(1));
      QCOMPARE(block.segments[0].passes, passes[i]);
      QCOMPARE(int(block.segments[0].chunks.size()), passes[i]);
      QVERIFY(bytesOfAll(block.segments[0]) == bodies[i]);
    }
  }

  // Among them headers with 0xff within and at the end: a stuffed bit follows either.
  void passesAndLengthsAreRead() {
    QVERIFY(packetOf(20, 36, "12345678").starts_with('\xff'));
    QVERIFY(packetOf(17, 36, std::string(255, ' ')) == standard::bytes("C7FCFF00"));
    for (int passes = 1; passes <= 109; ++passes)
      for (const std::size_t length : {0, 1, 8, 255, 511, 4000})
        for (const int planes : {20, 17, 12}) {
          const std::string body(length, char(passes)), header = packetOf(planes, passes, body);
          const auto stream = streamOf(1, 1, header + body);
          const auto bands = jpeg2000::bandsOf(stream);
          QVERIFY(bands);
          const jpeg2000::Block& block = bands->at(0).blocks.at(0);
          QCOMPARE(block.planes, planes);
          QCOMPARE(block.segments[0].passes, passes);
          QVERIFY(bytesOfAll(block.segments[0]) == body);
        }
  }

  // D.6: after ten passes the raw ones end by themselves, as do the cleanups between them.
  void passesThatEndHaveTheirOwnLengths() {
    const auto segmentsOf = [](const std::vector<int>& passes, jpeg2000::BlockStyle style) {
      int all = 0;
      for (const int n : passes) all += n;
      std::string bits = "111" + passesCoded(all) + "0", bytes;
      for (std::size_t i = 0; i < passes.size(); ++i) {
        bits += binary(unsigned(i % 7), 3 + std::bit_width(unsigned(passes[i])) - 1);
        bytes += std::string(i % 7, char('a' + i));
      }
      auto stream = streamOf(1, 1, stuffed(bits) + bytes);
      stream.style = style;
      const auto bands = jpeg2000::bandsOf(stream);
      std::vector<int> read;
      for (std::size_t i = 0; const auto& segment : bands->at(0).blocks.at(0).segments) {
        if (bytesOfAll(segment) != std::string(i % 7, char('a' + i))) return std::vector<int>();
        read.push_back(segment.passes);
        ++i;
      }
      return read;
    };
    for (const auto& [passes, style] :
         {std::pair(std::vector{1, 1, 1, 1, 1}, jpeg2000::BlockStyle{.terminateAll = true}),
          {{1, 1, 1}, {.bypass = true, .terminateAll = true}},
          {{10, 2, 1, 2, 1, 1}, {.bypass = true}},
          {{7}, {.bypass = true}}})
      QCOMPARE(segmentsOf(passes, style), passes);
  }

  void orderOfPackets_data() {
    QTest::addColumn<int>("progression");
    QTest::addColumn<bool>("markers");
    for (int p = 0; p < 5; ++p)
      for (const bool markers : {false, true})
        QTest::addRow("%d%s", p, markers ? " with markers" : "") << p << markers;
  }
  // Two layers, and precincts of 4 by 4: four of the lower resolution, sixteen of the higher one.
  void orderOfPackets() {
    QFETCH(int, progression);
    QFETCH(bool, markers);
    struct Turn {
      int layer, resolution, precinct;
    };
    std::vector<Turn> turns;
    const auto precincts = [](int resolution) { return resolution == 0 ? 4 : 16; };
    if (progression == 0)
      for (int l = 0; l < 2; ++l)
        for (int r = 0; r < 2; ++r)
          for (int p = 0; p < precincts(r); ++p) turns.push_back({l, r, p});
    else if (progression == 1)
      for (int r = 0; r < 2; ++r)
        for (int l = 0; l < 2; ++l)
          for (int p = 0; p < precincts(r); ++p) turns.push_back({l, r, p});
    else if (progression == 2)
      for (int r = 0; r < 2; ++r)
        for (int p = 0; p < precincts(r); ++p)
          for (int l = 0; l < 2; ++l) turns.push_back({l, r, p});
    else  // by place in the image; with one component the last two are the same
      for (int next[]{0, 0}, place = 0; place < 16 * 16; ++place)
        for (int r = 0; r < 2; ++r) {
          const int side = 8 >> r;
          if (place % 16 % side != 0 || place / 16 % side != 0) continue;
          for (int l = 0; l < 2; ++l) turns.push_back({l, r, next[r]});
          ++next[r];
        }
    std::string packets;
    for (std::size_t k = 0; k < turns.size(); ++k) {
      const auto [layer, resolution, precinct] = turns[k];
      if (markers) packets += standard::bytes("FF910004") + char(k >> 8) + char(k);
      packets += stuffed(std::string(layer == 0 ? "111" : "11") + "00001" +
                         (resolution == 0 ? "" : "00"));  // nothing of the other bands
      if (markers) packets += standard::bytes("FF92");
      packets += char('0' + k);
    }
    auto stream = streamOf(4, 4, packets);
    stream.levels = 1;
    stream.layers = 2;
    stream.progression = jpeg2000::Progression(progression);
    stream.precincts.fill(0x22);
    stream.packetMarkers = markers;
    const auto bands = jpeg2000::bandsOf(stream);
    QVERIFY(bands);
    for (std::size_t k = 0; k < turns.size(); ++k) {
      const auto [layer, resolution, precinct] = turns[k];
      const jpeg2000::Band& band = bands->at(std::size_t(resolution));
      const jpeg2000::Block& block = band.blocks.at(std::size_t(precinct));
      const int side = resolution == 0 ? 4 : 2, across = resolution == 0 ? 2 : 4;
      QCOMPARE(std::pair(block.left - band.left, block.top - band.top),
               std::pair(precinct % across * side, precinct / across * side));
      QVERIFY(block.segments.at(0).chunks.at(std::size_t(layer)) == std::string(1, char('0' + k)));
    }
  }

  void blocksCoverThePlaneOnce() {
    std::mt19937 random(12);
    for (int i = 0; i < 60; ++i) {
      auto stream = streamOf(1, 1, std::string(20'000, '\0'));  // nothing but empty packets
      stream.width = 1 + int(random() % 70);
      stream.height = 1 + int(random() % 70);
      stream.levels = int(random() % 7);
      stream.blockWidthLog2 = 2 + int(random() % 4);
      stream.blockHeightLog2 = 2 + int(random() % 4);
      for (auto& precinct : stream.precincts)
        precinct = std::uint8_t((2 + random() % 5) | (2 + random() % 5) << 4);
      const auto bands = jpeg2000::bandsOf(stream);
      QVERIFY(bands);
      QCOMPARE(int(bands->size()), 3 * stream.levels + 1);
      std::vector<int> covered(std::size_t(stream.width * stream.height));
      for (const jpeg2000::Band& band : *bands)
        for (const jpeg2000::Block& b : band.blocks) {
          QVERIFY(!b.included);
          QVERIFY(b.width <= 1 << stream.blockWidthLog2 && b.height <= 1 << stream.blockHeightLog2);
          QVERIFY(b.left >= band.left && b.left + b.width <= band.left + band.width);
          QVERIFY(b.top >= band.top && b.top + b.height <= band.top + band.height);
          for (int y = b.top; y < b.top + b.height; ++y)
            for (int x = b.left; x < b.left + b.width; ++x)
              ++covered.at(std::size_t(y * stream.width + x));
        }
      QVERIFY(std::ranges::all_of(covered, [](int n) { return n == 1; }));
    }
  }

  // E-3, but for the gain of the bands, which the wavelet makes up for.
  void stepsAreTheStandards() {
    auto stream = streamOf(2, 2, std::string(2, '\0'));
    stream.reversible = false;
    stream.levels = 1;
    stream.steps = {{14, 0x123}, {13, 0x7ff}, {13, 0}, {9, 1}};
    const auto bands = jpeg2000::bandsOf(stream);
    constexpr std::array gains{0, 1, 1, 2};
    for (std::size_t b = 0; b < 4; ++b) {
      const auto [exponent, mantissa] = stream.steps[b];
      const double step = std::pow(2, 12 + gains[b] - exponent) * (1 + mantissa / 2048.0);
      QCOMPARE(bands->at(b).step * float(1 << gains[b]), float(step));
    }
  }

  void cutOrImpossiblePacketsAreRefused() {
    auto stream = *jpeg2000::codeStreamIn(standard::stream);
    for (std::size_t length = 0; length < standard::packets.size(); ++length) {
      stream.packets = standard::packets.substr(0, length);
      QVERIFY2(!jpeg2000::bandsOf(stream), qPrintable(QString::number(length)));
    }
    const std::string rest(64, 'x');
    const auto reads = [&](const std::string& bits) {
      return jpeg2000::bandsOf(streamOf(1, 1, stuffed(bits) + rest)).has_value();
    };
    const std::string twenty(20, '0'), ones(28, '1');
    QVERIFY(reads("11" + twenty + "1" + "00001"));    // a block that is all zero
    QVERIFY(!reads("11" + twenty + "01" + "00001"));  // and one with fewer planes than none
    QVERIFY(reads("1110" + ones + "0" + binary(1, 31)));
    QVERIFY(!reads("1110" + ones + "10" + binary(1, 32)));  // a length beyond 31 bits
  }
};

BREGMA_TEST(PacketsTest, QCoreApplication);
#include "packets_test.moc"
