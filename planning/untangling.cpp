#include "planning/untangling.hpp"

#include <map>
#include <set>

#include "planning/self_intersection.hpp"

namespace bregma {

TriangleMesh untangled(TriangleMesh mesh) {
  constexpr int mostRounds = 10;
  std::set<std::uint32_t> loose;  // grows from round to round
  for (int round = 0; round < mostRounds; ++round) {
    const SelfIntersections found = selfIntersections(mesh);
    if (found.pairs == 0) break;
    for (const std::uint32_t t : found.triangles)
      loose.insert(mesh.triangles[t].begin(), mesh.triangles[t].end());
    // Every triangle gives each of its corners the two others: the mean of the neighbors.
    std::map<std::uint32_t, std::pair<Vec3, int>> sums;
    for (const auto& t : mesh.triangles)
      for (int corner = 0; corner < 3; ++corner) {
        if (!loose.contains(t[corner])) continue;
        auto& [sum, count] = sums[t[corner]];
        sum = sum + mesh.vertices[t[(corner + 1) % 3]] + mesh.vertices[t[(corner + 2) % 3]];
        count += 2;
      }
    for (const auto& [vertex, mean] : sums)
      mesh.vertices[vertex] = (mesh.vertices[vertex] + mean.first / mean.second) / 2;
  }
  return mesh;
}

}  // namespace bregma
