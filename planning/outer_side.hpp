#pragma once

#include <vector>

#include "planning/implant_faces.hpp"
#include "planning/surface_distance.hpp"

namespace bregma {

/// A point on the outer side of an implant, with the normal there.
struct OuterSpot {
  Vec3 place, normal;
};

/// The outer side of a solid implant, asked where holes and seats may be. About 0.2 s to build for
/// 100 000 triangles.
class OuterSide {
 public:
  OuterSide(const TriangleMesh& implant, const Vec3& head);

  const TriangleMesh& mesh() const { return mesh_; }  ///< its triangles, with all vertices
  OuterSpot nearest(const Vec3& place) const;
  /// None when the side lies farther away than `within`.
  std::optional<OuterSpot> nearest(const Vec3& place, double within) const;
  /// The mean normal of the side within a radius, unit.
  Vec3 normalAround(const Vec3& place, double radiusMm) const;
  double toWall(const Vec3& place) const { return walls_.distance(place); }
  /// The nearest point of the walls; far away when none is within reach.
  SurfaceDistance::Hit wallNear(const Vec3& place, double within) const {
    return walls_.nearest(place, within);
  }
  /// Where a ray enters and leaves the implant: distances up to `reach`, in their order.
  std::vector<double> crossings(const Vec3& from, const Vec3& along, double reach) const;
  /// Where a line that comes from outside meets the implant first.
  std::optional<OuterSpot> below(const Vec3& above, const Vec3& inward) const;

 private:
  OuterSide(const TriangleMesh& implant, const Faces& faces);

  TriangleMesh mesh_;
  std::vector<Vec3> normals_;  // of its triangles
  SurfaceDistance side_, walls_, whole_;
  std::vector<Vec3> wholeNormals_;
};

}  // namespace bregma
