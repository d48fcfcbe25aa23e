#include "model/marching_cases.hpp"

#include <algorithm>
#include <optional>

namespace bregma {

const std::array<CellEdge, 12> cellEdges{{{0, 1},
                                          {2, 3},
                                          {4, 5},
                                          {6, 7},  // along x
                                          {0, 2},
                                          {1, 3},
                                          {4, 6},
                                          {5, 7},  // along y
                                          {0, 4},
                                          {1, 5},
                                          {2, 6},
                                          {3, 7}}};  // along z

namespace {

using Loop = std::vector<std::uint8_t>;

// Corners counter-clockwise seen from outside the cell.
constexpr std::array<std::array<int, 4>, 6> faces{
    {{0, 4, 6, 2}, {1, 3, 7, 5}, {0, 1, 5, 4}, {2, 6, 7, 3}, {0, 2, 3, 1}, {4, 5, 7, 6}}};

int edgeBetween(int a, int b) {
  for (int e = 0; e < 12; ++e)
    if ((cellEdges[e].from == a && cellEdges[e].to == b) ||
        (cellEdges[e].from == b && cellEdges[e].to == a))
      return e;
  return -1;
}

bool shareFace(int e, int f) {
  for (const auto& face : faces) {
    const auto on = [&](int corner) { return std::ranges::find(face, corner) != face.end(); };
    if (on(cellEdges[e].from) && on(cellEdges[e].to) && on(cellEdges[f].from) &&
        on(cellEdges[f].to))
      return true;
  }
  return false;
}

// Each run of inside corners around a face gives one segment; a segment that ends on an edge of
// one face starts the segment of the face across that edge.
std::vector<Loop> loopsOf(int inside) {
  std::array<int, 12> next;
  next.fill(-1);
  for (const auto& face : faces)
    for (int i = 0; i < 4; ++i) {
      const auto in = [&](int c) { return (inside >> face[c & 3] & 1) != 0; };
      if (!in(i) || in(i + 3)) continue;
      int last = i;
      while (in(last + 1)) ++last;
      next[edgeBetween(face[(i + 3) & 3], face[i])] =
          edgeBetween(face[last & 3], face[(last + 1) & 3]);
    }
  std::vector<Loop> loops;
  for (int start = 0; start < 12; ++start) {
    if (next[start] < 0) continue;
    Loop loop;
    for (int e = start; next[e] >= 0;) {
      loop.push_back(std::uint8_t(e));
      const int following = next[e];
      next[e] = -1;
      e = following;
    }
    loops.push_back(std::move(loop));
  }
  return loops;
}

// All triangulations of loop[first..last] by the triangle on its closing edge; the first one whose
// inner edges stay off the faces.
std::optional<MarchingCase> triangulated(const Loop& loop, int first, int last) {
  if (last - first < 2) return MarchingCase{};
  const auto allowed = [&](int a, int b) {
    const int n = int(loop.size());
    return b - a == 1 || b - a == n - 1 || !shareFace(loop[a], loop[b]);
  };
  for (int apex = first + 1; apex < last; ++apex) {
    if (!allowed(first, apex) || !allowed(apex, last)) continue;
    auto low = triangulated(loop, first, apex);
    auto high = triangulated(loop, apex, last);
    if (!low || !high) continue;
    low->push_back({loop[first], loop[apex], loop[last]});
    low->insert(low->end(), high->begin(), high->end());
    return low;
  }
  return std::nullopt;
}

MarchingCase caseOf(int inside) {
  MarchingCase result;
  for (const Loop& loop : loopsOf(inside)) {
    const auto triangles = triangulated(loop, 0, int(loop.size()) - 1).value();
    result.insert(result.end(), triangles.begin(), triangles.end());
  }
  return result;
}

}  // namespace

const std::array<MarchingCase, 256>& marchingCases() {
  static const auto cases = [] {
    std::array<MarchingCase, 256> all;
    for (int inside = 0; inside < 256; ++inside) all[inside] = caseOf(inside);
    return all;
  }();
  return cases;
}

}  // namespace bregma
