// review_bench
// How long the numbers of an implant take: wall thickness by rays and by balls on every one of
// 200 000 triangles, the whole review, and each map that can be painted.
#include <chrono>
#include <cstdio>

#include "model/parallel.hpp"
#include "planning/implant_maps.hpp"
#include "planning/review.hpp"
#include "planning/wall_thickness.hpp"
#include "tests/planning/shell_implant.hpp"

using namespace bregma;

namespace {

/// An implant of some 100 cm².
shapes::ShellImplant plate() {
  shapes::ShellImplant shell;
  shell.length = 125;
  shell.width = 105;
  shell.radius = 85;
  shell.columns = 500;
  shell.rings = 95;
  return shell;
}

template <class Work>
void measure(const char* what, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%-24s %6.2f s\n", what, seconds.count());
}

void measureWalls(const TriangleMesh& mesh) {
  const SurfaceDistance solid(mesh);
  parallelFor(int(mesh.triangles.size()), [&](int begin, int end) {
    for (int t = begin; t < end; ++t) {
      const auto& [a, b, c] = mesh.triangles[std::size_t(t)];
      const Vec3 &p = mesh.vertices[a], &q = mesh.vertices[b], &r = mesh.vertices[c];
      wallThickness(solid, (p + q + r) / 3, normalized(cross(q - p, r - p)));
    }
  });
}

}  // namespace

int main() {
  const shapes::ShellImplant shell = plate();
  const Implant implant = shell.make();
  Bone bone;
  bone.surface = shell.bone(0.5);
  Defects defects;
  defects.regions.resize(1);
  HeadFrame frame;
  frame.center = shell.center();
  std::printf("%zu triangles\n", implant.mesh.triangles.size());
  measure("wall thickness", [&] { measureWalls(implant.mesh); });
  measure("review", [&] { reviewImplant(implant, bone, defects, {}, frame); });
  for (const ImplantMap map : {ImplantMap::Thickness, ImplantMap::Gap, ImplantMap::Undercut})
    measure(nameOf(map).data(), [&] { mapOf(map, implant, bone, {}, frame); });
}
