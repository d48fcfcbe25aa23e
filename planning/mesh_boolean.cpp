#include "planning/mesh_boolean.hpp"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/corefinement.h>
#include <CGAL/Polygon_mesh_processing/measure.h>
#include <CGAL/Surface_mesh.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "model/error.hpp"
#include "model/mesh_rounding.hpp"
#include "model/surface.hpp"
#include "planning/self_intersection.hpp"

namespace bregma {

namespace {

namespace pmp = CGAL::Polygon_mesh_processing;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;

/// The half-edge structure refuses edges of three triangles and folded fans; what it accepts and
/// what has no border is a closed 2-manifold but for vertices pinched between two fans.
Surface toSurface(const TriangleMesh& mesh, std::string_view what) {
  const auto refuse = [&](const char* why) {
    throw Error(ErrorCode::MeshNotClosed, {std::string(what), std::string(why)});
  };
  if (mesh.empty()) refuse("it is empty");
  Surface surface;
  surface.reserve(mesh.vertices.size(), 3 * mesh.vertices.size(), mesh.triangles.size());
  for (const Vec3& v : mesh.vertices) surface.add_vertex({v.x, v.y, v.z});
  using Vertex = Surface::Vertex_index;
  for (const auto& t : mesh.triangles)
    if (surface.add_face(Vertex(t[0]), Vertex(t[1]), Vertex(t[2])) == Surface::null_face())
      refuse("an edge has more than two triangles");
  for (const Vertex v : surface.vertices())
    if (surface.is_isolated(v)) surface.remove_vertex(v);
  surface.collect_garbage();
  if (!CGAL::is_closed(surface)) refuse("it has an open edge");
  if (!(pmp::volume(surface) > 0)) refuse("it faces inward");
  return surface;
}

/// The order in which a cut names its corners and triangles hangs on addresses in memory; here it
/// follows from the places, so that the same cut gives the same bytes.
TriangleMesh inOrderOfPlaces(const TriangleMesh& mesh) {
  std::vector<std::uint32_t> order(mesh.vertices.size()), rank(order.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto place = [&](std::uint32_t v) {
    const Vec3& p = mesh.vertices[v];
    return std::array{p.x, p.y, p.z};
  };
  std::ranges::stable_sort(order, {}, place);
  TriangleMesh sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = std::uint32_t(i);
    sorted.vertices.push_back(mesh.vertices[order[i]]);
  }
  for (const auto& t : mesh.triangles) {
    std::array corners{rank[t[0]], rank[t[1]], rank[t[2]]};
    std::rotate(corners.begin(), std::min_element(corners.begin(), corners.end()), corners.end());
    sorted.triangles.push_back(corners);
  }
  std::ranges::sort(sorted.triangles);
  return sorted;
}

TriangleMesh fromSurface(Surface& surface) {
  surface.collect_garbage();
  TriangleMesh mesh;
  mesh.vertices.reserve(surface.number_of_vertices());
  mesh.triangles.reserve(surface.number_of_faces());
  for (const auto v : surface.vertices()) {
    const auto& p = surface.point(v);
    mesh.vertices.push_back({p.x(), p.y(), p.z()});
  }
  for (const auto f : surface.faces()) {
    std::array<std::uint32_t, 3> t{};
    int corner = 0;
    for (const auto v : surface.vertices_around_face(surface.halfedge(f)))
      t[corner++] = std::uint32_t(std::size_t(v));
    mesh.triangles.push_back(t);
  }
  return roundedToFloat(
      inOrderOfPlaces(mesh));  // the slivers of a cut would cross each other in the next one
}

[[noreturn]] void failed(std::string_view what) {
  throw Error(ErrorCode::BooleanFailed, {std::string(what)});
}

enum class Kind { Union, Difference, Intersection };

/// Volumes that no pair of solids can have tell of a cut that went to the wrong side.
bool isPlausible(Kind kind, double a, double b, double result) {
  const double slack = 1e-6 * (a + b);
  switch (kind) {
    case Kind::Union: return result >= std::max(a, b) - slack && result <= a + b + slack;
    case Kind::Difference: return result >= a - b - slack && result <= a + slack;
    case Kind::Intersection: return result >= -slack && result <= std::min(a, b) + slack;
  }
  return false;
}

TriangleMesh combined(Kind kind, const TriangleMesh& first, const TriangleMesh& second,
                      std::string_view what) {
  Surface a = toSurface(first, what), b = toSurface(second, what), out;
  const double volumeA = pmp::volume(a), volumeB = pmp::volume(b);
  try {
    const auto strict = CGAL::parameters::throw_on_self_intersection(true);
    const bool done = kind == Kind::Union ? pmp::corefine_and_compute_union(a, b, out, strict)
                      : kind == Kind::Difference
                          ? pmp::corefine_and_compute_difference(a, b, out, strict)
                          : pmp::corefine_and_compute_intersection(a, b, out, strict);
    if (!done || !CGAL::is_valid_polygon_mesh(out) || !CGAL::is_closed(out)) failed(what);
    if (!isPlausible(kind, volumeA, volumeB, out.is_empty() ? 0 : pmp::volume(out))) failed(what);
    return fromSurface(out);
  } catch (const pmp::Corefinement::Self_intersection_exception&) {
    failed(what);
  } catch (const CGAL::Failure_exception&) {
    failed(what);
  }
}

}  // namespace

TriangleMesh united(const TriangleMesh& a, const TriangleMesh& b, std::string_view what) {
  return combined(Kind::Union, a, b, what);
}

TriangleMesh minus(const TriangleMesh& a, const TriangleMesh& b, std::string_view what) {
  return combined(Kind::Difference, a, b, what);
}

TriangleMesh intersected(const TriangleMesh& a, const TriangleMesh& b, std::string_view what) {
  return combined(Kind::Intersection, a, b, what);
}

TriangleMesh carved(const TriangleMesh& part, const TriangleMesh& cutters, int tunnels,
                    std::string_view what) {
  const Vec3 aside = Vec3{0.6180340, -0.4142136, 0.7320508} * 0.012;
  constexpr int ways = 4;
  const int tunnelsWanted = tunnelsThrough(part) + tunnels;
  const std::size_t pieces = connectedParts(part).size();
  for (int way = 0; way < ways; ++way) {
    TriangleMesh moved = cutters;
    for (Vec3& v : moved.vertices) v = v + aside * way;
    try {
      TriangleMesh cut = minus(part, moved, what);
      // A piece that comes off hides a tunnel in Euler's formula.
      if (tunnelsThrough(cut) == tunnelsWanted && connectedParts(cut).size() == pieces &&
          selfIntersections(cut).pairs == 0)
        return cut;
    } catch (const Error& error) {
      if (error.code != ErrorCode::BooleanFailed) throw;
    }
  }
  failed(what);
}

int tunnelsThrough(const TriangleMesh& closed) {
  const auto corners = std::ptrdiff_t(closed.vertices.size());
  const auto triangles = std::ptrdiff_t(closed.triangles.size());
  return int(1 - (corners - triangles / 2) / 2);
}

}  // namespace bregma
