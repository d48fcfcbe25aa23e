#pragma once

#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/scan.hpp"
#include "tests/model/io/ct_files.hpp"

/// Series of small slices whose values are a formula of their place, in files written byte by byte.
namespace bregma::test {

/// Grows evenly to every side: interpolation keeps it, and each millimeter changes it.
inline double ramp(const Vec3& p) { return 100 + 10 * p.x + 7 * p.y + 12 * p.z; }

inline ObliqueGeometry gridOf(const Vec3& row, const Vec3& column, const Vec3& slice) {
  ObliqueGeometry grid;
  grid.size = {22, 18, 15};
  grid.steps.columns = {row, column, slice};
  // About the middle, so that all ways of lying show the same block.
  grid.origin = Vec3{3, -4, 12} - (row * 10.5 + column * 8.5 + slice * 7);
  return grid;
}

inline const ObliqueGeometry supine = gridOf({0.6, 0, 0}, {0, 0.6, 0}, {0, 0, 1});

inline std::string sliceName(int n) { return std::string("s").append(std::to_string(1000 + n)); }

using Change = std::function<void(CtBytes&, int)>;

/// Slices at the given depths (in steps of the third axis).
inline void writeStack(const Path& folder, const ObliqueGeometry& grid,
                       const std::vector<double>& depths, const Change& change = {},
                       const Storage& as = {}, Encoding encoding = Encoding::Explicit) {
  for (std::size_t k = 0; k < depths.size(); ++k) {
    CtBytes file = ctSlice(grid, depths[k], int(k) + 1, ramp, as);
    if (change) change(file, int(k));
    writeCt(folder, sliceName(int(k)), file, encoding);
  }
}

inline std::vector<double> every(double from, double to, double step = 1) {
  std::vector<double> depths;
  for (double d = from; d < to - 1e-9; d += step) depths.push_back(d);
  return depths;
}

/// The largest error of a voxel that shows something, and how many do.
inline std::pair<double, std::size_t> rampError(const CtVolume& ct) {
  const Geometry& g = ct.geometry();
  double worst = 0;
  std::size_t shown = 0;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        const int value = ct.at(i, j, k);
        if (value == -1024) continue;
        ++shown;
        worst = std::max(worst, std::abs(value - ramp(g.toPatient(i, j, k))));
      }
  return {worst, shown};
}

inline bool only(const Scan& scan, std::vector<FindingCode> codes) {
  std::vector<FindingCode> got;
  for (const Finding& f : scan.findings) got.push_back(f.code);
  std::ranges::sort(got);
  std::ranges::sort(codes);
  if (got == codes) return true;
  for (const Finding& f : scan.findings) qWarning("found %s", nameOf(f.code).data());
  return false;
}

inline const std::vector<double> evenDepths = every(0, 15);

/// A folder for each row of a test's data, and what every such series is held to.
class RampStacks : public QObject {
 protected:
  Folder folder_;

  Scan read(const Path& folder) const { return importScan(folder, {}); }
  Path fresh() const {
    const char* row = QTest::currentDataTag();
    return folder_ / QTest::currentTestFunction() / (row ? row : "one");
  }
  /// The file's own voxels, at their places.
  void lossless(const Scan& scan) const {
    const auto [worst, shown] = rampError(scan.ct);
    QCOMPARE(shown, supine.count());
    QVERIFY2(worst <= 1, qPrintable(QString::number(worst)));
    const Geometry& g = scan.ct.geometry();
    QVERIFY(length(g.origin - (Vec3{3, -4, 12} - Vec3{(g.size[0] - 1) * g.spacing.x / 2,
                                                      (g.size[1] - 1) * g.spacing.y / 2,
                                                      (g.size[2] - 1) * g.spacing.z / 2})) < 0.01);
  }
  void resampled(const Scan& scan, double mostHu = 1.6) const {
    const auto [worst, shown] = rampError(scan.ct);
    QVERIFY2(shown > 3000, qPrintable(QString::number(shown)));
    QVERIFY2(worst <= mostHu, qPrintable(QString::number(worst)));
  }
};

}  // namespace bregma::test
