#include "model/io/jpeg2000/bit_planes.hpp"

#include <QCoreApplication>
#include <QTest>
#include <random>
#include <set>

#include "model/io/jpeg2000/code_stream.hpp"
#include "model/io/jpeg2000/wavelet.hpp"
#include "tests/model/io/jpeg2000/open_jpeg.hpp"
#include "tests/model/io/jpeg2000/standard_example.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

class BitPlanesTest : public QObject {
  Q_OBJECT

  using Orientation = jpeg2000::Orientation;
  using Doubled = std::vector<int>;

  jpeg2000::BitPlanes decoder_;

  static jpeg2000::Block blockOf(int width, int height, int planes, int passes,
                                 std::string_view bytes) {
    jpeg2000::Block block;
    block.width = width;
    block.height = height;
    block.planes = planes;
    block.segments = {{passes, 109, {bytes}}};
    return block;
  }

  /// Row by row: the coefficients twice, with the half by which they are rebuilt.
  Doubled decoded(const jpeg2000::Block& block, Orientation orientation,
                  const jpeg2000::BlockStyle& style = {}) {
    const auto raw = decoder_.decode(block, orientation, style);
    Doubled values;
    for (int y = 0; y < block.height; ++y)
      for (int x = 0; x < block.width; ++x) {
        const std::uint32_t v = raw[std::size_t(y / 4 * 4 * block.width + 4 * x + y % 4)];
        values.push_back(v >> 31 ? -int(v & 0x7fffffff) : int(v));
      }
    return values;
  }

  static std::string noise(std::mt19937& random) {
    std::string bytes(24, '\0');
    for (char& c : bytes) c = char(random());
    return bytes;
  }

 private Q_SLOTS:
  void theStandardsBlocksAreDecoded() {
    const auto check = [&](const auto& expected, int planes, int passes, const std::string& bytes,
                           Orientation orientation) {
      const Doubled values =
          decoded(blockOf(1, int(expected.size()), planes, passes, bytes), orientation);
      for (std::size_t i = 0; i < expected.size(); ++i) QCOMPARE(values[i] / 2, expected[i]);
    };
    check(standard::low, 6, 16, standard::lowBlock, Orientation::LowLow);
    check(standard::high, 3, 7, standard::highBlock, Orientation::LowHigh);
  }

  // Without a wavelet the coefficients are the picture's values: after each plane they are known
  // as far as its bits tell, and rebuilt in the middle of what they may be.
  void everyPlaneHalvesTheDoubt() {
    StreamSettings as;
    as.width = 37;
    as.height = 22;
    as.bits = 12;
    as.isSigned = true;
    as.levels = 0;
    std::mt19937 random(7);
    std::vector<int> picture;
    for (int i = 0; i < as.width * as.height; ++i)
      picture.push_back((int(random() % 4096) - 2048) >> random() % 12);
    const auto stream = jpeg2000::codeStreamIn(encodedByOpenJpeg(picture, as));
    const auto bands = jpeg2000::bandsOf(*stream);
    jpeg2000::Block block = bands->at(0).blocks.at(0);
    QVERIFY(block.planes >= 10);
    QCOMPARE(block.segments.size(), std::size_t(1));
    QCOMPARE(block.segments[0].passes, 3 * block.planes - 2);
    for (int missing = block.planes - 1; missing >= 0; --missing) {
      block.segments[0].passes = 3 * (block.planes - missing) - 2;
      const Doubled values = decoded(block, Orientation::LowLow, stream->style);
      for (std::size_t i = 0; i < picture.size(); ++i) {
        const int known = std::abs(picture[i]) >> missing;
        const int middle = known == 0 ? 0 : (2 * known + 1) << missing;
        QCOMPARE(values[i], picture[i] < 0 ? -middle : middle);
      }
    }
  }

  // The wavelets of 5/3 lose nothing, so that a picture made of coefficients has those again.
  void everyBandHasItsContexts() {
    StreamSettings as;
    as.width = 46;
    as.height = 39;
    as.isSigned = true;
    as.levels = 1;
    std::mt19937 random(8);
    std::vector<std::int32_t> coefficients;
    for (int i = 0; i < as.width * as.height; ++i)
      coefficients.push_back((int(random() % 512) - 256) >> random() % 9);
    std::vector<std::int32_t> picture = coefficients, scratch(picture.size());
    jpeg2000::inverseWavelet53(picture, scratch, as.width, as.height, as.levels);
    const auto stream = jpeg2000::codeStreamIn(encodedByOpenJpeg(picture, as));
    const auto bands = jpeg2000::bandsOf(*stream);
    std::set<Orientation> orientations;
    for (const jpeg2000::Band& band : *bands)
      for (const jpeg2000::Block& block : band.blocks) {
        orientations.insert(band.orientation);
        const Doubled values = decoded(block, band.orientation, stream->style);
        for (int y = 0; y < block.height; ++y)
          for (int x = 0; x < block.width; ++x)
            QCOMPARE(values[std::size_t(y * block.width + x)] / 2,
                     coefficients[std::size_t((block.top + y) * as.width + block.left + x)]);
      }
    QCOMPARE(orientations.size(), std::size_t(4));
  }

  // Where every pass begins anew, the upper stripe of a causal block is a block of its own.
  void causalStripesDoNotLookDown() {
    std::mt19937 random(9);
    const jpeg2000::BlockStyle causal{.reset = true, .terminateAll = true, .causal = true};
    const jpeg2000::BlockStyle plain{.reset = true, .terminateAll = true};
    int different = 0;
    for (int i = 0; i < 50; ++i) {
      auto upper = blockOf(4, 4, 5, 0, {}), both = blockOf(4, 8, 5, 0, {});
      std::vector<std::string> passes(13);
      for (std::string& bytes : passes) bytes = noise(random);
      both.segments.clear();
      for (const std::string& bytes : passes) both.segments.push_back({1, 1, {bytes}});
      upper.segments = both.segments;
      const auto upperOf = [&](const jpeg2000::BlockStyle& style) {
        Doubled values = decoded(both, Orientation::LowLow, style);
        values.resize(16);
        return values;
      };
      const Doubled alone = decoded(upper, Orientation::LowLow, causal);
      QCOMPARE(upperOf(causal), alone);
      different += upperOf(plain) != alone;
    }
    QVERIFY(different > 10);
  }

  void oneBlockLeavesNothingToTheNext() {
    std::mt19937 random(10);
    const std::string bytes = noise(random), more = noise(random);
    const auto small = blockOf(5, 6, 8, 22, bytes), large = blockOf(16, 13, 12, 34, more);
    const Doubled alone = decoded(small, Orientation::HighHigh);
    decoded(large, Orientation::HighLow, {.reset = true, .causal = true});
    QCOMPARE(decoded(small, Orientation::HighHigh), alone);
  }

  void bytesOfLayersAreJoined() {
    const std::string& all = standard::lowBlock;
    const Doubled whole = decoded(blockOf(1, 5, 6, 16, all), Orientation::LowLow);
    for (std::size_t cut = 1; cut < all.size(); ++cut) {
      auto block = blockOf(1, 5, 6, 16, {});
      block.segments[0].chunks = {std::string_view(all).substr(0, cut),
                                  std::string_view(all).substr(cut)};
      QCOMPARE(decoded(block, Orientation::LowLow), whole);
    }
  }
};

BREGMA_TEST(BitPlanesTest, QCoreApplication);
#include "bit_planes_test.moc"
