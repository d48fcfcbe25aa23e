#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Cuts one mesh again and again by planes across one axis: only the triangles of the plane's slab
/// are looked at. Shares the mesh.
class MeshSlices {
 public:
  /// About 20 ms for a million triangles.
  MeshSlices(std::shared_ptr<const TriangleMesh> mesh, int axis);

  struct Segment {
    Vec3 from, to;
  };
  /// Where the mesh meets the plane `axis` = `position` (mm). The cuts of a closed mesh go round:
  /// each begins exactly where another ends, so that lines of pixels have no gaps.
  std::vector<Segment> cut(double position) const;

 private:
  std::shared_ptr<const TriangleMesh> mesh_;
  int axis_ = 0;
  double low_ = 0;
  std::vector<std::uint32_t> start_;      ///< of each slab in `triangles_`, and the end
  std::vector<std::uint32_t> triangles_;  ///< by slab
};

}  // namespace bregma
