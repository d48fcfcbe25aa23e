#include "model/io/jpeg2000/image.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <random>

#include "tests/model/io/jpeg2000/open_jpeg.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

using Random = std::mt19937;

int upTo(Random& random, int most) { return int(random() % unsigned(most + 1)); }

/// A slope with an edge and noise, so that every pass has something to say.
std::vector<int> pictureOf(const StreamSettings& as, Random& random) {
  const int top = (1 << as.bits) - 1, low = as.isSigned ? -(1 << (as.bits - 1)) : 0;
  const int noise = 1 << upTo(random, as.bits - 1);
  std::vector<int> values;
  for (int y = 0; y < as.height; ++y)
    for (int x = 0; x < as.width; ++x) {
      const int smooth = (3 * x + 5 * y) * top / 2000 + (x > as.width / 2 ? top / 3 : 0);
      values.push_back(low + std::clamp(smooth + upTo(random, noise) - noise / 2, 0, top));
    }
  return values;
}

StreamSettings settingsOf(Random& random) {
  StreamSettings as;
  as.width = 1 + upTo(random, 180);
  as.height = 1 + upTo(random, 180);
  as.bits = 2 + upTo(random, 14);
  as.isSigned = upTo(random, 1);
  as.levels = upTo(random, 6);
  as.blockWidth = 4 << upTo(random, 6);
  as.blockHeight = std::min(4 << upTo(random, 4), 4096 / as.blockWidth);
  as.style = upTo(random, 63);
  as.progression = upTo(random, 4);
  as.markers = 2 * upTo(random, 3);
  as.precinct = upTo(random, 1) ? 32 << upTo(random, 3) : 0;
  if (upTo(random, 1)) as.layerRatios = {60, 20, 7, 1};
  return as;
}

}  // namespace

class Jpeg2000ImageTest : public QObject {
  Q_OBJECT

  static int valueOf(std::uint16_t stored, const StreamSettings& as) {
    return as.isSigned ? int(std::int16_t(stored)) : int(stored);
  }

 private Q_SLOTS:
  // Every style of blocks, order of packets, size of blocks and precincts, layers, depth.
  void losslessStreamsGiveWhatWasWritten() {
    Random random(1);
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
      const StreamSettings as = settingsOf(random);
      const std::vector<int> picture = pictureOf(as, random);
      const std::string stream = encodedByOpenJpeg(picture, as);
      // It cannot write some, and some of what it writes it cannot read.
      if (stream.empty() || decodedByOpenJpeg(stream) != picture) continue;
      std::vector<std::uint16_t> values;
      QVERIFY2(jpeg2000::decodeImage(stream, as.width, as.height, values),
               qPrintable(QString::number(i)));
      for (std::size_t k = 0; k < picture.size(); ++k)
        if (valueOf(values[k], as) != picture[k])
          QFAIL(qPrintable(QStringLiteral("stream %1 style %2").arg(i).arg(as.style)));
      ++compared;
    }
    QVERIFY2(compared > 90, qPrintable(QString::number(compared)));
  }

  // Where something is left out there is no other truth than another decoder.
  void cutAndLossyStreamsAgreeWithOpenJpeg() {
    Random random(2);
    int compared = 0;
    for (int i = 0; i < 150; ++i) {
      StreamSettings as = settingsOf(random);
      as.style &= ~5;  // OpenJPEG's encoder may crash when it cuts passes that end by themselves
      as.lossy = upTo(random, 1);
      as.layerRatios = {float(30 + upTo(random, 60)), float(4 + upTo(random, 20))};
      const std::vector<int> picture = pictureOf(as, random);
      const std::string stream = encodedByOpenJpeg(picture, as);
      const std::vector<int> expected = decodedByOpenJpeg(stream);
      if (expected.size() != picture.size()) continue;
      std::vector<std::uint16_t> values;
      QVERIFY2(jpeg2000::decodeImage(stream, as.width, as.height, values),
               qPrintable(QString::number(i)));
      for (std::size_t k = 0; k < picture.size(); ++k)
        if (std::abs(valueOf(values[k], as) - expected[k]) > int(as.lossy))
          QFAIL(qPrintable(QStringLiteral("stream %1 style %2 lossy %3: %4 for %5")
                               .arg(i)
                               .arg(as.style)
                               .arg(as.lossy)
                               .arg(valueOf(values[k], as))
                               .arg(expected[k])));
      ++compared;
    }
    QVERIFY2(compared > 90, qPrintable(QString::number(compared)));
  }

  void otherSizesAndCutStreamsAreDeclined() {
    Random random(3);
    const StreamSettings as;
    const std::string stream = encodedByOpenJpeg(pictureOf(as, random), as);
    std::vector<std::uint16_t> values;
    QVERIFY(jpeg2000::decodeImage(stream, 64, 64, values));
    QVERIFY(!jpeg2000::decodeImage(stream, 64, 63, values));
    for (std::size_t length = 0; length + 2 < stream.size(); length += 7)
      QVERIFY(!jpeg2000::decodeImage(stream.substr(0, length), 64, 64, values));
  }

  void damagedStreamsEnd() {
    Random random(4);
    for (int i = 0; i < 60; ++i) {
      StreamSettings as = settingsOf(random);
      as.width = as.height = 40;
      std::string stream = encodedByOpenJpeg(pictureOf(as, random), as);
      if (stream.empty()) continue;
      for (int k = 0; k < 20; ++k) {
        stream[std::size_t(upTo(random, int(stream.size()) - 1))] = char(upTo(random, 255));
        std::vector<std::uint16_t> values;
        if (jpeg2000::decodeImage(stream, 40, 40, values))
          QCOMPARE(values.size(), std::size_t(1600));
      }
    }
  }
};

BREGMA_TEST(Jpeg2000ImageTest, QCoreApplication);
#include "image_test.moc"
