#include "planning/print_layout.hpp"

#include <algorithm>
#include <numeric>

#include "model/mesh_rounding.hpp"
#include "planning/rim_silhouette.hpp"

namespace bregma {

namespace {

constexpr double apartMm = 8;

Box boxOf(const TriangleMesh& mesh, const Mat3& turn) {
  Box box{{1e9, 1e9, 1e9}, {-1e9, -1e9, -1e9}};
  for (const Vec3& v : mesh.vertices) {
    const Vec3 p = turn * v;
    box.low = {std::min(box.low.x, p.x), std::min(box.low.y, p.y), std::min(box.low.z, p.z)};
    box.high = {std::max(box.high.x, p.x), std::max(box.high.y, p.y), std::max(box.high.z, p.z)};
  }
  return box;
}

}  // namespace

std::vector<Placement> layOutForPrinting(const std::vector<LaidPart>& parts, double bedMm) {
  const std::size_t n = parts.size();
  std::vector<Placement> placed(n);
  std::vector<Box> boxes(n);
  for (std::size_t i = 0; i < n; ++i) {
    placed[i].bedFromPatient =
        transposed(pullFrame(*parts[i].mesh, -parts[i].down).patientFromPull);
    boxes[i] = boxOf(*parts[i].mesh, placed[i].bedFromPatient);
  }
  const auto deep = [&](std::size_t i) { return boxes[i].high.y - boxes[i].low.y; };
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::ranges::stable_sort(order, std::ranges::greater{}, deep);
  double x = 0, y = 0, row = 0;
  for (const std::size_t i : order) {
    const double wide = boxes[i].high.x - boxes[i].low.x;
    if (x > 0 && x + wide > bedMm) {
      x = 0;
      y += row + apartMm;
      row = 0;
    }
    placed[i].shift = Vec3{x, y, 0} - boxes[i].low;
    x += wide + apartMm;
    row = std::max(row, deep(i));
  }
  return placed;
}

LaidMesh laidOnBed(const TriangleMesh& mesh, Placement placement) {
  constexpr int mostPlaces = 10;
  // No whole number of the last digits of a float: with one, all would round as before.
  constexpr double asideMm = 0.00997;
  for (int place = 1;; ++place) {
    TriangleMesh laid = mesh;
    for (Vec3& v : laid.vertices) v = placement.toBed(v);
    laid = roundedToFloat(laid);
    const MeshCheck check = checkMesh(laid);
    if (check.selfIntersections == 0 || place == mostPlaces)
      return {std::move(laid), placement, check};
    placement.shift = placement.shift + Vec3{asideMm, asideMm, 0};
  }
}

}  // namespace bregma
