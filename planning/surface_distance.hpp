#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Distances and rays to a triangle surface, through a tree of boxes. Keeps its own copy of the
/// triangles. Queries are const and may run on many threads at once.
/// Cost: 0.1 s to build for 100 000 triangles, about 1 µs a query near the surface.
class SurfaceDistance {
 public:
  explicit SurfaceDistance(const TriangleMesh& mesh);

  struct Hit {
    double distance = std::numeric_limits<double>::infinity();
    Vec3 point;
    std::uint32_t triangle = 0;  ///< index in the mesh
  };
  /// The nearest point of the surface; distance is infinite when none is nearer than `within`.
  Hit nearest(const Vec3& p, double within = std::numeric_limits<double>::infinity()) const;
  double distance(const Vec3& p) const { return nearest(p).distance; }
  /// The first point along a ray, farther than `from`; `direction` is a unit vector.
  std::optional<Hit> ray(const Vec3& origin, const Vec3& direction, double from = 0) const;
  /// Whether the point is inside a closed mesh (parity of crossings; not for points on it).
  bool inside(const Vec3& p) const;

 private:
  struct Corners {
    Vec3 a, b, c;
  };
  struct Node {
    Vec3 low, high;
    std::uint32_t first = 0;  ///< leaf: first triangle; inner: the second child (first: node + 1)
    std::uint32_t count = 0;  ///< 0 for inner nodes
  };
  struct Placed {
    Vec3 center;
    std::uint32_t triangle;
  };
  void divide(std::uint32_t index, std::uint32_t begin, std::uint32_t end,
              std::vector<Placed>& placed);
  void enclose(Node& node, std::uint32_t index) const;
  template <class Visit>
  void alongRay(const Vec3& origin, const Vec3& direction, double from, double& farthest,
                Visit&& visit) const;

  std::vector<Corners> corners_;
  std::vector<std::uint32_t> order_;  ///< position in corners_ → triangle of the mesh
  std::vector<Node> nodes_;
};

}  // namespace bregma
