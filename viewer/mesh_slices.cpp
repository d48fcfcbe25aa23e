#include "viewer/mesh_slices.hpp"

#include <algorithm>
#include <cmath>

namespace bregma {
namespace {

constexpr double slabMm = 1;

struct Span {
  double low, high;
};

Span spanOf(const TriangleMesh& mesh, std::size_t triangle, int axis) {
  const auto& t = mesh.triangles[triangle];
  const double a = mesh.vertices[t[0]][axis], b = mesh.vertices[t[1]][axis],
               c = mesh.vertices[t[2]][axis];
  return {std::min({a, b, c}), std::max({a, b, c})};
}

}  // namespace

MeshSlices::MeshSlices(std::shared_ptr<const TriangleMesh> mesh, int axis)
    : mesh_(std::move(mesh)), axis_(axis) {
  if (!mesh_ || mesh_->empty()) return;
  const std::size_t count = mesh_->triangles.size();
  Span whole = spanOf(*mesh_, 0, axis);
  for (std::size_t t = 1; t < count; ++t) {
    const Span span = spanOf(*mesh_, t, axis);
    whole = {std::min(whole.low, span.low), std::max(whole.high, span.high)};
  }
  low_ = whole.low;
  const auto slabOf = [&](double position) { return std::size_t((position - low_) / slabMm); };
  start_.assign(slabOf(whole.high) + 2, 0);
  for (std::size_t t = 0; t < count; ++t) {
    const Span span = spanOf(*mesh_, t, axis);
    for (std::size_t s = slabOf(span.low); s <= slabOf(span.high); ++s) ++start_[s + 1];
  }
  for (std::size_t s = 1; s < start_.size(); ++s) start_[s] += start_[s - 1];
  triangles_.resize(start_.back());
  std::vector<std::uint32_t> next(start_.begin(), start_.end() - 1);
  for (std::size_t t = 0; t < count; ++t) {
    const Span span = spanOf(*mesh_, t, axis);
    for (std::size_t s = slabOf(span.low); s <= slabOf(span.high); ++s)
      triangles_[next[s]++] = std::uint32_t(t);
  }
}

std::vector<MeshSlices::Segment> MeshSlices::cut(double position) const {
  std::vector<Segment> segments;
  const double slab = (position - low_) / slabMm;
  if (start_.empty() || !(slab >= 0) || slab >= double(start_.size() - 1)) return segments;
  for (std::uint32_t i = start_[std::size_t(slab)]; i < start_[std::size_t(slab) + 1]; ++i) {
    const auto& t = mesh_->triangles[triangles_[i]];
    Segment segment;
    bool met = false;
    for (int e = 0; e < 3; ++e) {
      const Vec3 &a = mesh_->vertices[t[e]], &b = mesh_->vertices[t[(e + 1) % 3]];
      // A vertex on the plane counts as above it, so each crossing has exactly two edges: one up
      // and one down.
      const bool up = a[axis_] < position;
      if (up == (b[axis_] < position)) continue;
      const Vec3 &low = up ? a : b, &high = up ? b : a;
      (up ? segment.from : segment.to) =
          low + (high - low) * ((position - low[axis_]) / (high[axis_] - low[axis_]));
      met = true;
    }
    if (met) segments.push_back(segment);
  }
  return segments;
}

}  // namespace bregma
