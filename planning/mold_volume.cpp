#include <algorithm>
#include <cmath>

#include "model/large_vector.hpp"
#include "model/parallel.hpp"
#include "model/surface.hpp"
#include "planning/mold_cut.hpp"
#include "planning/mold_fittings.hpp"
#include "planning/untangling.hpp"

namespace bregma {

namespace {

constexpr double bandMm = 1.2;   ///< distances to the part are true up to here
constexpr double playMm = 0.04;  ///< of a half to the parting surface, which voxels bend by as much

/// What of a mold's shape depends on the column alone.
struct Column {
  double parting;                                 ///< height
  double cosine;                                  ///< of the parting surface's slope
  double inside;                                  ///< distance to the block's side, positive inside
  std::vector<std::pair<double, int>> crossings;  ///< of the part: height, change of winding
};

double insideOutline(const std::vector<Vec3>& outline, double x, double y) {
  double least = 1e9;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Vec3 &a = outline[i], &b = outline[(i + 1) % outline.size()];
    const double edge = std::hypot(b.x - a.x, b.y - a.y);
    least = std::min(least, ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / edge);
  }
  return least;
}

class MoldField {
 public:
  MoldField(const MoldShapes& shapes, const MoldSettings& settings, const Geometry& grid)
      : shapes_(shapes),
        grid_(grid),
        part_(shapes.implant),
        partBox_(boundingBox(shapes.implant)),
        keys_(nullptr),
        cuts_(nullptr),
        channels_(nullptr) {
    const SurfaceDistance parting(shapes.parting.mesh);
    const auto tree = [](const TriangleMesh& mesh) {
      return mesh.empty() ? nullptr : std::make_unique<SurfaceDistance>(mesh);
    };
    keys_ = tree(keyCones(shapes.layout, parting, 0));
    cuts_ = tree(outerCuts(shapes, parting, settings));
    channels_ = tree(channelTubes(shapes.layout, parting, settings));
    columns_.resize(std::size_t(grid.size[0]) * grid.size[1]);
    parallelFor(grid.size[1], [&](int begin, int end) {
      for (int j = begin; j < end; ++j)
        for (int i = 0; i < grid.size[0]; ++i)
          columns_[std::size_t(j) * grid.size[0] + i] = column(grid.toPatient(i, j, 0), parting);
    });
  }

  DistanceVolume half(bool inner) const {
    auto field = largeVector<float>(grid_.count());
    parallelFor(grid_.size[2], [&](int begin, int end) {
      for (int k = begin; k < end; ++k)
        for (int j = 0; j < grid_.size[1]; ++j)
          for (int i = 0; i < grid_.size[0]; ++i)
            field[grid_.index(i, j, k)] = float(value(
                inner, columns_[std::size_t(j) * grid_.size[0] + i], grid_.toPatient(i, j, k)));
    });
    return {grid_, std::move(field)};
  }

 private:
  Column column(const Vec3& p, const SurfaceDistance& parting) const {
    Column c;
    c.parting = heightAt(parting, p.x, p.y);
    const double dx = heightAt(parting, p.x + 0.5, p.y) - heightAt(parting, p.x - 0.5, p.y);
    const double dy = heightAt(parting, p.x, p.y + 0.5) - heightAt(parting, p.x, p.y - 0.5);
    c.cosine = 1 / std::sqrt(1 + dx * dx + dy * dy);
    c.inside = insideOutline(shapes_.layout.outline, p.x, p.y);
    const Vec3 below{p.x, p.y, partBox_.low.z - 1};
    double from = 0;
    while (const auto hit = part_.ray(below, {0, 0, 1}, from)) {
      from = hit->distance + 1e-7;
      const bool enters = triangleNormal(shapes_.implant, hit->triangle).z < 0;
      c.crossings.push_back({hit->point.z, enters ? 1 : -1});
    }
    return c;
  }

  static double signedTo(const SurfaceDistance* solid, const Vec3& p) {
    if (!solid) return bandMm;
    const double d = std::min(bandMm, solid->nearest(p, bandMm).distance);
    return solid->inside(p) ? -d : d;
  }

  double toPart(const Column& c, const Vec3& p) const {
    const double d = std::min(bandMm, part_.nearest(p, bandMm).distance);
    int winding = 0;
    for (const auto& [height, change] : c.crossings)
      if (height < p.z) winding += change;
    return winding > 0 ? -d : d;
  }

  double value(bool inner, const Column& c, const Vec3& p) const {
    if (c.inside < -bandMm) return bandMm;
    const double aboveParting = std::clamp((p.z - c.parting) * c.cosine, -bandMm, bandMm);
    double d = inner ? std::max(aboveParting, shapes_.innerBase - p.z)
                     : std::max(-aboveParting, p.z - shapes_.outerBase);
    d += playMm;
    const double nearKeys = std::abs(p.z - c.parting);
    if (inner) {
      if (nearKeys < keyHeightMm + 2) d = std::min(d, signedTo(keys_.get(), p));
      if (nearKeys < 4) d = std::max(d, -signedTo(channels_.get(), p));
    } else {
      d = std::max(d, -signedTo(cuts_.get(), p));
    }
    d = std::max(d, -c.inside);
    return d > bandMm ? d : std::max(d, -toPart(c, p));
  }

  const MoldShapes& shapes_;
  Geometry grid_;
  SurfaceDistance part_;
  Box partBox_;
  std::unique_ptr<SurfaceDistance> keys_, cuts_, channels_;
  std::vector<Column> columns_;
};

}  // namespace

MoldHalves moldFromVolume(const MoldShapes& shapes, const MoldSettings& settings,
                          Progress progress) {
  Box box = boundingBox(shapes.parting.mesh);
  box.low.z = shapes.innerBase;
  box.high.z = shapes.outerBase;
  const Vec3 extent = box.high - box.low + Vec3{4, 4, 4};
  const double voxel = std::max(0.35, std::cbrt(extent.x * extent.y * extent.z / 2.5e7));
  Geometry grid;
  grid.size = {int(extent.x / voxel) + 1, int(extent.y / voxel) + 1, int(extent.z / voxel) + 1};
  grid.spacing = {voxel, voxel, voxel};
  grid.origin = box.low - Vec3{2, 2, 2};
  const MoldField field(shapes, settings, grid);
  progress.at(0.2);
  MoldHalves halves;
  halves.outer = untangled(largestPart(isosurface(field.half(false), progress.part(0.4, 0.6))));
  halves.inner = untangled(largestPart(isosurface(field.half(true), progress.part(0.8, 1))));
  return halves;
}

}  // namespace bregma
