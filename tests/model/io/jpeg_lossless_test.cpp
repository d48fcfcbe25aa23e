#include "model/io/jpeg_lossless.hpp"

#include <QCoreApplication>
#include <QTest>
#include <array>
#include <bit>

#include "model/io/tar.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr int columns = 37, rows = 12;

/// Lossless JPEG as T.81 writes it, made to be changed by a test.
struct LosslessFile {
  int predictor = 1, precision = 16, pointTransform = 0, restartRows = 0;
  /// Bits of the codes of differences of 0 to 16 bits; the last are longer than any table's look.
  std::array<int, 17> lengths{2, 3, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

  std::string write(const std::vector<std::uint16_t>& values) const;

 private:
  std::uint32_t codeOf(int category) const {
    std::uint32_t code = 0;
    for (int c = 1; c <= category; ++c)
      code = (code + 1) << (lengths[std::size_t(c)] - lengths[std::size_t(c - 1)]);
    return code;
  }
  std::string tables() const;
};

std::string bigWord(int value) { return {char(value >> 8), char(value & 0xff)}; }

std::string LosslessFile::tables() const {
  std::string counts(16, '\0'), categories;
  for (std::size_t c = 0; c < lengths.size(); ++c) {
    ++counts[std::size_t(lengths[c] - 1)];
    categories += char(c);
  }
  return "\xff\xc4" + bigWord(int(3 + counts.size() + categories.size())) + std::string(1, '\0') +
         counts + categories;
}

/// Bits to bytes, a zero behind each byte of ones.
struct BitWriter {
  std::string bytes;
  std::uint32_t held = 0;
  int count = 0;
  void put(std::uint32_t value, int bits) {
    for (int b = bits; b-- > 0;) {
      held = held << 1 | (value >> b & 1);
      if (++count < 8) continue;
      bytes += char(held);
      if ((held & 0xff) == 0xff) bytes += '\0';
      held = 0;
      count = 0;
    }
  }
  void finish() {
    while (count > 0) put(1, 1);
  }
};

std::string LosslessFile::write(const std::vector<std::uint16_t>& values) const {
  std::string file = "\xff\xd8" + tables();
  if (restartRows > 0) file += "\xff\xdd" + bigWord(4) + bigWord(restartRows * columns);
  file += "\xff\xc3" + bigWord(11) + char(precision) + bigWord(rows) + bigWord(columns) +
          std::string("\x01\x01\x11\x00", 4);
  file += "\xff\xda" + bigWord(8) + std::string("\x01\x01\x00", 3) + char(predictor) + '\0' +
          char(pointTransform);
  BitWriter bits;
  int restarts = 0;
  const auto at = [&](int x, int y) {
    return values[std::size_t(y * columns + x)] >> pointTransform;
  };
  for (int y = 0; y < rows; ++y) {
    const bool restarted = restartRows > 0 && y > 0 && y % restartRows == 0;
    if (restarted) {
      bits.finish();
      file += bits.bytes + '\xff' + char(0xd0 + restarts++ % 8);
      bits = {};
    }
    const bool first = y == 0 || restarted;
    for (int x = 0; x < columns; ++x) {
      const int a = x > 0 ? at(x - 1, y) : 0, b = first ? 0 : at(x, y - 1),
                c = first || x == 0 ? 0 : at(x - 1, y - 1);
      const int chosen[] = {0,           a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1),
                            (a + b) >> 1};
      const int predicted = x == 0  ? first ? 1 << (precision - pointTransform - 1) : b
                            : first ? a
                                    : chosen[predictor];
      int difference = (at(x, y) - predicted) & 0xffff;
      if (difference > 32768) difference -= 65536;
      const int category = int(std::bit_width(unsigned(std::abs(difference))));
      bits.put(codeOf(category), lengths[std::size_t(category)]);
      if (category > 0 && category < 16)
        bits.put(std::uint32_t(difference > 0 ? difference : difference + (1 << category) - 1),
                 category);
    }
  }
  bits.finish();
  return file + bits.bytes + "\xff\xd9";
}

/// Smooth, noisy and wild by turns, so that differences of every size occur.
std::vector<std::uint16_t> picture(int precision, int pointTransform) {
  std::vector<std::uint16_t> values;
  std::uint32_t state = 7;
  for (int i = 0; i < columns * rows; ++i) {
    state = state * 1664525u + 1013904223u;
    const std::uint32_t noise = (state >> 16) >> (i / columns + 2) % 16;
    const std::uint32_t value = (std::uint32_t(i) * 5 + noise) & ((1u << precision) - 1);
    values.push_back(std::uint16_t(value >> pointTransform << pointTransform));
  }
  return values;
}

std::vector<std::uint16_t> decoded(std::string_view file, int width = columns, int height = rows) {
  std::vector<std::uint16_t> values;
  decodeLosslessJpeg(file, width, height, values);
  return values;
}

std::string lossReason(std::string_view file) {
  try {
    decoded(file);
  } catch (const BadData& bad) {
    return bad.reason;
  }
  return "none";
}

const std::string cutReason = "the pixel data are cut short",
                  damagedReason = "the pixel data are damaged";

}  // namespace

class JpegLosslessTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyPredictor_data() {
    QTest::addColumn<int>("predictor");
    for (int p = 1; p <= 7; ++p) QTest::addRow("%d", p) << p;
  }
  void everyPredictor() {
    QFETCH(int, predictor);
    for (const int precision : {8, 12, 16})
      for (const int pointTransform : {0, 3})
        for (const int restartRows : {0, 1, 5}) {
          LosslessFile file;
          file.predictor = predictor;
          file.precision = precision;
          file.pointTransform = pointTransform;
          file.restartRows = restartRows;
          const auto values = picture(precision, pointTransform);
          QVERIFY(decoded(file.write(values)) == values);
        }
  }

  void theLargestDifferenceHasNoBits() {
    std::vector<std::uint16_t> values(std::size_t(columns) * rows, 0);  // half the scale below
    QVERIFY(decoded(LosslessFile{}.write(values)) == values);
  }

  void onesAreNoMarkers() {
    // Codes and bits of ones alone: stuffed zeros everywhere.
    LosslessFile file;
    file.lengths.fill(5);
    std::vector<std::uint16_t> values;
    for (int i = 0; i < columns * rows; ++i) values.push_back(std::uint16_t(i % 2 ? 65535 : 32769));
    const std::string bytes = file.write(values);
    QVERIFY(bytes.find(std::string("\xff\0", 2)) != bytes.npos);
    QVERIFY(decoded(bytes) == values);
  }

  void cutDataAreNoticed() {
    for (const int restartRows : {0, 3}) {
      LosslessFile file;
      file.restartRows = restartRows;
      const std::string whole = file.write(picture(16, 0));
      for (std::size_t size = 0; size + 8 < whole.size(); size += 5) {
        const std::string reason = lossReason(whole.substr(0, size));
        QVERIFY2(reason == cutReason || (size < 80 && reason == damagedReason), reason.c_str());
      }
    }
  }

  void aMissingRestartIsNoticed() {
    LosslessFile file;
    file.restartRows = 4;
    std::string bytes = file.write(picture(16, 0));
    bytes.replace(bytes.find("\xff\xd1"), 2, "\xff\xd9");
    QCOMPARE(lossReason(bytes), damagedReason);
    // T.81 H.1.1: an interval of whole rows.
    bytes = file.write(picture(16, 0));
    bytes[bytes.find("\xff\xdd") + 5] = char(columns + 1);
    bytes[bytes.find("\xff\xdd") + 4] = 0;
    QCOMPARE(lossReason(bytes), damagedReason);
  }

  void impossibleTablesAndScansAreRefused() {
    const std::string whole = LosslessFile{}.write(picture(16, 0));
    const auto changed = [&](std::size_t at, int value) {
      std::string bytes = whole;
      bytes[at] = char(value);
      return lossReason(bytes);
    };
    const std::size_t table = whole.find("\xff\xc4") + 4, scan = whole.find("\xff\xda") + 4;
    QCOMPARE(changed(table, 4), damagedReason);        // tables are numbered to 3
    QCOMPARE(changed(table, 1), damagedReason);        // the scan's is missing then
    QCOMPARE(changed(table + 1, 3), damagedReason);    // three codes of one bit
    QCOMPARE(changed(table + 17, 17), damagedReason);  // a difference of 17 bits
    QCOMPARE(changed(scan + 3, 0), damagedReason);
    QCOMPARE(changed(scan + 3, 8), damagedReason);
    QCOMPARE(lossReason("\xff\xd8"), cutReason);
    QCOMPARE(lossReason("no JPEG"), damagedReason);
  }
};

BREGMA_TEST(JpegLosslessTest, QCoreApplication);
#include "jpeg_lossless_test.moc"
