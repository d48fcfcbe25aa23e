#include "planning/smoothing.hpp"

#include "model/parallel.hpp"
#include "planning/curvature_flow.hpp"
#include "planning/gap.hpp"
#include "planning/implant_faces.hpp"
#include "planning/self_intersection.hpp"

namespace bregma {

namespace {

constexpr double shrink = 0.5, grow = -0.53;
constexpr double flowMm2 = 0.04;  ///< of time an iteration
constexpr double heldMm = 1;      ///< what is nearer than this to a wall stays too

/// The neighbors of each vertex, one after the other.
struct Ring {
  std::vector<std::uint32_t> first, neighbor;
  explicit Ring(const TriangleMesh& mesh) : first(mesh.vertices.size() + 1) {
    // In a closed surface each neighbor is the next corner of exactly one triangle.
    for (const auto& t : mesh.triangles)
      for (const auto v : t) ++first[v + 1];
    for (std::size_t v = 1; v < first.size(); ++v) first[v] += first[v - 1];
    neighbor.resize(first.back());
    auto next = first;
    for (const auto& t : mesh.triangles)
      for (int c = 0; c < 3; ++c) neighbor[next[t[c]]++] = t[(c + 1) % 3];
  }
};

std::vector<std::uint8_t> heldVertices(const TriangleMesh& mesh, const Vec3& head) {
  const Faces faces = facesOf(mesh, head);
  const SurfaceDistance walls(only(mesh, faces, Face::Wall));
  std::vector<std::uint8_t> held(mesh.vertices.size());
  parallelFor(int(held.size()), [&](int begin, int end) {
    for (int v = begin; v < end; ++v)
      held[v] = walls.nearest(mesh.vertices[v], heldMm).distance < heldMm;
  });
  return held;
}

void step(std::vector<Vec3>& places, const Ring& ring, const std::vector<std::uint8_t>& held,
          double factor) {
  const std::vector<Vec3> from = places;
  parallelFor(int(places.size()), [&](int begin, int end) {
    for (int v = begin; v < end; ++v) {
      if (held[v]) continue;
      Vec3 sum;
      for (auto n = ring.first[v]; n < ring.first[v + 1]; ++n) sum = sum + from[ring.neighbor[n]];
      const Vec3 mean = sum / double(ring.first[v + 1] - ring.first[v]);
      places[v] = from[v] + (mean - from[v]) * factor;
    }
  });
}

/// Moves all that is free along its normal until the volume is what it was.
void restoreVolume(TriangleMesh& mesh, const std::vector<std::uint8_t>& held, double volume) {
  const std::vector<Vec3> normals = vertexNormals(mesh);
  double freeArea = 0;
  for (const auto& t : mesh.triangles) {
    const double doubled = length(cross(mesh.vertices[t[1]] - mesh.vertices[t[0]],
                                        mesh.vertices[t[2]] - mesh.vertices[t[0]]));
    for (const auto v : t) freeArea += held[v] ? 0 : doubled / 6;
  }
  if (freeArea <= 0) return;
  const double offset = (volume - volumeMm3(mesh)) / freeArea;
  for (std::size_t v = 0; v < mesh.vertices.size(); ++v)
    if (!held[v]) mesh.vertices[v] = mesh.vertices[v] + normals[v] * offset;
}

TriangleMesh filtered(const TriangleMesh& implant, const std::vector<std::uint8_t>& held,
                      int iterations) {
  const Ring ring(implant);
  TriangleMesh smooth = implant;
  for (int i = 0; i < iterations; ++i) {
    step(smooth.vertices, ring, held, shrink);
    step(smooth.vertices, ring, held, grow);
  }
  return smooth;
}

/// Takes back what came too near to the bone.
void keepGap(TriangleMesh& smooth, const TriangleMesh& from, const SurfaceDistance& bone,
             const ImplantSettings& settings) {
  parallelFor(int(smooth.vertices.size()), [&](int begin, int end) {
    for (int v = begin; v < end; ++v) {
      Vec3& vertex = smooth.vertices[v];
      const double gap = gapAt(settings, vertex);
      const double now = bone.nearest(vertex, gap + 1e-3).distance;
      if (now < gap && now < bone.nearest(from.vertices[v], gap + 1e-3).distance)
        vertex = from.vertices[v];
    }
  });
}

/// Takes back what runs through itself, and its neighbors, as far as needed.
void keepApart(TriangleMesh& smooth, const TriangleMesh& from) {
  constexpr int mostRounds = 5;
  for (int round = 0; round < mostRounds; ++round) {
    const SelfIntersections found = selfIntersections(smooth);
    if (found.pairs == 0) return;
    std::vector<std::uint8_t> back(smooth.vertices.size());
    for (const std::uint32_t t : found.triangles)
      for (const auto v : smooth.triangles[t]) back[v] = 1;
    for (const auto& t : smooth.triangles)
      if (back[t[0]] == 1 || back[t[1]] == 1 || back[t[2]] == 1)
        for (const auto v : t)
          if (back[v] == 0) back[v] = 2;
    for (std::size_t v = 0; v < back.size(); ++v)
      if (back[v] != 0) smooth.vertices[v] = from.vertices[v];
  }
}

}  // namespace

TriangleMesh smoothedImplant(const TriangleMesh& implant, const Vec3& head,
                             const SurfaceDistance& bone, const ImplantSettings& settings) {
  const int iterations = settings.smoothingIterations;
  if (iterations <= 0) return implant;
  const auto held = heldVertices(implant, head);
  TriangleMesh smooth = settings.smoothing == SmoothingMethod::Curvature
                            ? curvatureFlow(implant, held, flowMm2 * iterations)
                            : filtered(implant, held, iterations);
  restoreVolume(smooth, held, volumeMm3(implant));
  keepGap(smooth, implant, bone, settings);
  keepApart(smooth, implant);
  return smooth;
}

}  // namespace bregma
