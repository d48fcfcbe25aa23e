#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/triangle_mesh.hpp"

namespace bregma {

/// Triangles as a graphics card takes them, with one unit normal a vertex for smooth shading.
struct ShadedTriangles {
  std::vector<std::array<float, 3>> points, normals;
  std::vector<std::array<std::uint32_t, 3>> triangles;
  std::vector<std::uint32_t> source;  ///< per vertex: one of the mesh that it was made from
};

/// A mesh made ready for the eye: never for measuring. Plain data; may be made on any thread.
struct DisplayMesh {
  ShadedTriangles fine;
  std::vector<ShadedTriangles> coarser;  ///< ever fewer triangles; empty when `fine` is light

  std::size_t levels() const { return 1 + coarser.size(); }
  const ShadedTriangles& level(std::size_t i) const { return i == 0 ? fine : coarser[i - 1]; }
};

struct DisplaySettings {
  std::size_t fineTriangles = 150'000;
  std::vector<std::size_t> coarserTriangles = {40'000};  ///< from many to few
};

/// Merges vertices on a grid until the budgets are met, nearly. Sides of a thin wall stay apart.
/// About 0.4 s for 2.3 million triangles.
std::shared_ptr<const DisplayMesh> makeDisplayMesh(const TriangleMesh& mesh,
                                                   const DisplaySettings& settings = {});

/// The same triangles in pieces of at most so many, in their order. Normals stay, so no seam shows.
std::vector<ShadedTriangles> inPieces(const ShadedTriangles& mesh, std::size_t trianglesEach);

}  // namespace bregma
