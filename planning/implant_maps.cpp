#include "planning/implant_maps.hpp"

#include <cmath>
#include <limits>

#include "model/parallel.hpp"
#include "planning/insertion.hpp"
#include "planning/review.hpp"

namespace bregma {

namespace {

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();
constexpr double gapReachMm = 10;

/// `value(v)` for each vertex, on all cores.
template <class Value>
std::vector<float> eachVertex(const TriangleMesh& mesh, Value&& value) {
  std::vector<float> values(mesh.vertices.size());
  parallelFor(int(values.size()), [&](int begin, int end) {
    for (int v = begin; v < end; ++v) values[v] = value(std::size_t(v));
  });
  return values;
}

std::vector<float> thicknesses(const TriangleMesh& mesh) {
  const SurfaceDistance solid(mesh);
  const auto normals = vertexNormals(mesh);
  return eachVertex(mesh, [&](std::size_t v) {
    const auto wall = solid.ray(mesh.vertices[v], -normals[v], 1e-3);
    return wall ? float(wall->distance) : nothing;
  });
}

std::vector<float> gaps(const TriangleMesh& mesh, const SurfaceDistance& bone) {
  return eachVertex(mesh, [&](std::size_t v) {
    const double distance = bone.nearest(mesh.vertices[v], gapReachMm).distance;
    return distance < gapReachMm ? float(distance) : nothing;
  });
}

/// Of a map over a chart, at the vertices' rays.
std::vector<float> fromChart(const std::vector<float>& values, const Chart& chart,
                             const TriangleMesh& mesh, const HeadFrame& frame) {
  if (values.size() != chart.count()) return std::vector<float>(mesh.vertices.size(), nothing);
  return eachVertex(mesh, [&](std::size_t v) {
    const Chart::Pixel pixel = chart.pixelOf(frame.toHead(mesh.vertices[v]));
    const auto value = bilinear<float>(values, chart, pixel);
    return value > 0 ? value : nothing;
  });
}

}  // namespace

std::string_view nameOf(ImplantMap map) {
  static constexpr std::array<std::string_view, allImplantMaps.size()> names{
      "thickness", "gap", "uncertainty", "undercut", "disagreement"};
  return names[std::size_t(map)];
}

std::vector<float> mapOf(ImplantMap map, const Implant& implant, const Bone& bone,
                         const Vault& vault, const HeadFrame& frame,
                         const VaultComparison* comparison) {
  const TriangleMesh& mesh = implant.product();
  switch (map) {
    case ImplantMap::Thickness: return thicknesses(mesh);
    case ImplantMap::Gap: return gaps(mesh, SurfaceDistance(nearbyBone(bone, mesh)));
    case ImplantMap::Uncertainty:
      return fromChart(vault.uncertaintyMm, vault.fields.chart, mesh, frame);
    case ImplantMap::Undercut:
      return undercutDepths(mesh, SurfaceDistance(nearbyBone(bone, mesh)), -implant.insertion);
    case ImplantMap::Disagreement:
      return fromChart(comparison ? disagreementMm(*comparison) : std::vector<float>(),
                       vault.fields.chart, mesh, frame);
  }
  return {};
}

}  // namespace bregma
