#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bregma {

/// Corner c of a cell: x = c & 1, y = c >> 1 & 1, z = c >> 2 & 1.
/// Edge e: axis e / 4 (x, y, z), then the four of that axis by the other two coordinates.
struct CellEdge {
  int from, to;  ///< corners; `to` lies one step along the axis
};
extern const std::array<CellEdge, 12> cellEdges;

/// Three edges a triangle: its corners lie on them.
using MarchingCase = std::vector<std::array<std::uint8_t, 3>>;

/// The 256 patterns; bit c set: corner c is inside. Inside corners across a face stay apart, and
/// no edge inside a loop lies in a face (such a triangulation exists
/// for all of them): together cells give a closed 2-manifold surface,
/// counter-clockwise seen from outside.
const std::array<MarchingCase, 256>& marchingCases();

}  // namespace bregma
