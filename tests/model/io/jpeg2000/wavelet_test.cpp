#include "model/io/jpeg2000/wavelet.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <random>

#include "tests/model/io/jpeg2000/standard_example.hpp"
#include "tests/room.hpp"

using namespace bregma;
using namespace bregma::test;

namespace {

/// One line taken apart as F.4.8 writes it, its ends mirrored: evens and odds still in turn.
void takeApart(std::vector<std::int32_t>& line) {
  const int n = int(line.size());
  if (n == 1) return;
  const auto at = [&](int i) { return line[std::size_t(i < 0 ? -i : i < n ? i : 2 * n - 2 - i)]; };
  const auto quotient = [](std::int32_t a, double b) { return int(std::floor(a / b)); };
  for (int i = 1; i < n; i += 2) line[std::size_t(i)] -= quotient(at(i - 1) + at(i + 1), 2);
  for (int i = 0; i < n; i += 2) line[std::size_t(i)] += quotient(at(i - 1) + at(i + 1) + 2, 4);
}

/// The highs come out as halves of the standard's: the gain of their bands (E.1) is not in the
/// steps of a code stream's bands, and the inverse makes up for it.
void takeApart(std::vector<double>& line) {
  const int n = int(line.size());
  if (n == 1) return;
  const auto at = [&](int i) { return line[std::size_t(i < 0 ? -i : i < n ? i : 2 * n - 2 - i)]; };
  int first = 1;
  for (const double by :
       {-1.586134342059924, -0.052980118572961, 0.882911075530934, 0.443506852043971}) {
    for (int i = first; i < n; i += 2) line[std::size_t(i)] += by * (at(i - 1) + at(i + 1));
    first = 1 - first;
  }
  constexpr double k = 1.230174104914001;
  for (int i = 0; i < n; ++i) line[std::size_t(i)] *= i % 2 == 0 ? 1 / k : k / 2;
}

/// Columns, then rows, the lows before the highs; `levels` times the upper left.
template <class Value>
void takeApart(std::vector<Value>& plane, int width, int height, int levels) {
  const auto along = [&](int first, int step, int count) {
    std::vector<Value> line;
    for (int i = 0; i < count; ++i) line.push_back(plane[std::size_t(first + i * step)]);
    takeApart(line);
    for (int i = 0; i < count; ++i)
      plane[std::size_t(first + (i % 2 == 0 ? i / 2 : (count + i) / 2) * step)] =
          line[std::size_t(i)];
  };
  int across = width, down = height;
  for (int level = 0; level < levels; ++level) {
    for (int x = 0; x < across; ++x) along(x, width, down);
    for (int y = 0; y < down; ++y) along(y * width, 1, across);
    across = (across + 1) / 2;
    down = (down + 1) / 2;
  }
}

}  // namespace

class WaveletTest : public QObject {
  Q_OBJECT

  static void sizes() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    for (const auto& [w, h] : {std::pair(1, 1),
                               {1, 2},
                               {2, 1},
                               {1, 9},
                               {8, 1},
                               {2, 2},
                               {3, 2},
                               {4, 5},
                               {16, 16},
                               {17, 31},
                               {33, 2},
                               {64, 47}})
      QTest::addRow("%dx%d", w, h) << w << h;
  }

 private Q_SLOTS:
  void wholeNumbersComeBack_data() { sizes(); }
  void wholeNumbersComeBack() {
    QFETCH(int, width);
    QFETCH(int, height);
    std::mt19937 random(5);
    for (int levels = 0; levels <= 7; ++levels) {
      std::vector<std::int32_t> picture(std::size_t(width * height));
      for (std::int32_t& v : picture) v = std::int32_t(random() % 65536) - 32768;
      std::vector<std::int32_t> plane = picture, scratch(plane.size());
      takeApart(plane, width, height, levels);
      jpeg2000::inverseWavelet53(plane, scratch, width, height, levels);
      QVERIFY2(plane == picture, qPrintable(QStringLiteral("%1 levels").arg(levels)));
    }
  }

  // To a fifth of a gray value of 12 bits, not better: the gain of the highs is the one of
  // OpenJPEG, so that both decoders agree, which is less than the standard's by 3.3e-5.
  void realNumbersComeBack_data() { sizes(); }
  void realNumbersComeBack() {
    QFETCH(int, width);
    QFETCH(int, height);
    std::mt19937 random(6);
    constexpr double amplitude = 2048;
    double worst = 0;
    for (int levels = 0; levels <= 7; ++levels) {
      std::vector<double> picture(std::size_t(width * height));
      for (double& v : picture) v = amplitude * (double(random() % 20001) / 10000 - 1);
      std::vector<double> apart = picture;
      takeApart(apart, width, height, levels);
      std::vector<float> plane(apart.begin(), apart.end()), scratch(plane.size());
      jpeg2000::inverseWavelet97(plane, scratch, width, height, levels);
      for (std::size_t i = 0; i < plane.size(); ++i)
        worst = std::max(worst, std::abs(double(plane[i]) - picture[i]));
    }
    QVERIFY2(worst < 1e-4 * amplitude, qPrintable(QString::number(worst / amplitude)));
  }

  void theStandardsExampleComesBack() {
    std::vector<std::int32_t> plane(standard::low.begin(), standard::low.end());
    plane.insert(plane.end(), standard::high.begin(), standard::high.end());
    std::vector<std::int32_t> scratch(plane.size());
    jpeg2000::inverseWavelet53(plane, scratch, 1, int(plane.size()), 1);
    for (std::size_t i = 0; i < plane.size(); ++i) QCOMPARE(plane[i] + 128, standard::values[i]);
  }

  // A lone coefficient becomes the synthesis filter, along a row as along a column. Those of 9/7
  // are the published ones of Cohen, Daubechies and Feauveau.
  void aLoneCoefficientIsTheFilter() {
    constexpr int side = 32, half = side / 2, at = 7;
    const auto check = [](const std::vector<double>& filter, bool high, auto inverse, auto zero,
                          double tolerance) {
      const int reach = int(filter.size()) - 1, center = 2 * at + int(high);
      for (const bool column : {false, true}) {
        std::vector<decltype(zero)> plane(side, zero), scratch(side);
        plane[std::size_t(high ? half + at : at)] = 1000;
        inverse(plane, scratch, column ? 1 : side, column ? side : 1, 1);
        for (int i = 0; i < side; ++i) {
          const int away = std::abs(i - center);
          const double expected = away > reach ? 0 : 1000 * filter[std::size_t(away)];
          QVERIFY2(std::abs(double(plane[std::size_t(i)]) - expected) <= tolerance,
                   qPrintable(QStringLiteral("%1: %2 for %3")
                                  .arg(i)
                                  .arg(double(plane[std::size_t(i)]))
                                  .arg(expected)));
        }
      }
    };
    check({1, 0.5}, false, jpeg2000::inverseWavelet53, std::int32_t(0), 0);
    check({0.75, -0.25, -0.125}, true, jpeg2000::inverseWavelet53, std::int32_t(0), 0);
    check({1.115087052456994, 0.591271763114247, -0.057543526228500, -0.091271763114250}, false,
          jpeg2000::inverseWavelet97, 0.f, 1e-3);
    check({2 * 0.602949018236360, 2 * -0.266864118442875, 2 * -0.078223266528990,
           2 * 0.016864118442875, 2 * 0.026748757410810},
          true, jpeg2000::inverseWavelet97, 0.f, 0.05);
  }
};

BREGMA_TEST(WaveletTest, QCoreApplication);
#include "wavelet_test.moc"
