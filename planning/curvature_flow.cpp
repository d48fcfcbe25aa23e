#include "planning/curvature_flow.hpp"

#define CGAL_EIGEN3_ENABLED 1
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/smooth_shape.h>
#include <CGAL/Surface_mesh.h>

#include "model/error.hpp"

namespace bregma {

TriangleMesh curvatureFlow(const TriangleMesh& mesh, const std::vector<std::uint8_t>& held,
                           double timeMm2) {
  using Surface = CGAL::Surface_mesh<CGAL::Exact_predicates_inexact_constructions_kernel::Point_3>;
  using Vertex = Surface::Vertex_index;
  Surface surface;
  surface.reserve(mesh.vertices.size(), 3 * mesh.vertices.size(), mesh.triangles.size());
  for (const Vec3& v : mesh.vertices) surface.add_vertex({v.x, v.y, v.z});
  for (const auto& t : mesh.triangles)
    if (surface.add_face(Vertex(t[0]), Vertex(t[1]), Vertex(t[2])) == Surface::null_face())
      throw Error(ErrorCode::MeshNotClosed,
                  {std::string("implant"), std::string("an edge has more than two triangles")});
  auto fixed = surface.add_property_map<Vertex, bool>("v:fixed", false).first;
  for (std::size_t v = 0; v < held.size(); ++v) fixed[Vertex(std::uint32_t(v))] = held[v] != 0;
  CGAL::Polygon_mesh_processing::smooth_shape(surface, timeMm2,
                                              CGAL::parameters::vertex_is_constrained_map(fixed));
  TriangleMesh smooth = mesh;
  for (std::size_t v = 0; v < mesh.vertices.size(); ++v) {
    const auto& p = surface.point(Vertex(std::uint32_t(v)));
    smooth.vertices[v] = {p.x(), p.y(), p.z()};
  }
  return smooth;
}

}  // namespace bregma
