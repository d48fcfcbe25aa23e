#include "model/surface.hpp"

#include <algorithm>

#include "model/disjoint_sets.hpp"
#include "model/marching_cases.hpp"
#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr std::uint32_t none = ~0u;
constexpr float nearestToCorner = 0.02f;  // vertices stay off the corners: no triangle degenerates

// One slice of values with a border of outside voxels around it.
struct Plane {
  std::vector<float> values;  // negative inside
  std::vector<std::uint8_t> inside;
  std::vector<std::uint8_t> rowHasInside;
  std::vector<std::uint32_t> xEdges, yEdges;  // vertex on the edge that starts at a voxel
};

// Meshes the cells between slices [first, last) and their upper neighbors; slices −1 and size[2]
// are the border.
template <class FillRow>
class SlabMesher {
 public:
  SlabMesher(const Geometry& geometry, const FillRow& fillRow)
      : geometry_(geometry),
        fillRow_(fillRow),
        width_(geometry.size[0] + 2),
        height_(geometry.size[1] + 2),
        zEdges_(std::size_t(width_) * height_, none) {}

  void run(int first, int last, const Progress& progress) {
    Plane low = emptyPlane(), high = emptyPlane();
    fill(low, first);
    vertices(low, first);
    bottom = {low.xEdges, low.yEdges};
    for (int k = first; k < last; ++k) {
      progress.at(double(k - first) / (last - first));
      fill(high, k + 1);
      vertices(high, k + 1);
      zVertices(low, high, k);
      cells(low, high, k);
      std::swap(low, high);
    }
    top = {std::move(low.xEdges), std::move(low.yEdges)};
  }

  TriangleMesh mesh;
  struct PlaneVertices {
    std::vector<std::uint32_t> xEdges, yEdges;
  };
  PlaneVertices bottom, top;  // the vertices in the slab's first and last slice

 private:
  Plane emptyPlane() const {
    const std::size_t n = std::size_t(width_) * height_;
    return {std::vector<float>(n, outside_), std::vector<std::uint8_t>(n, 0),
            std::vector<std::uint8_t>(height_, 0), std::vector<std::uint32_t>(n, none),
            std::vector<std::uint32_t>(n, none)};
  }

  void fill(Plane& plane, int k) const {
    const bool border = k < 0 || k >= geometry_.size[2];
    for (int j = 0; j < height_; ++j) {
      plane.rowHasInside[j] = 0;
      float* values = plane.values.data() + std::size_t(j) * width_;
      std::uint8_t* inside = plane.inside.data() + std::size_t(j) * width_;
      if (border || j == 0 || j == height_ - 1) {
        std::fill_n(values, width_, outside_);
        std::fill_n(inside, width_, std::uint8_t(0));
        continue;
      }
      values[0] = values[width_ - 1] = outside_;
      fillRow_(j - 1, k, values + 1);
      std::uint8_t any = 0;
      for (int i = 0; i < width_; ++i) any |= inside[i] = values[i] < 0;
      plane.rowHasInside[j] = any;
    }
  }

  std::uint32_t addVertex(int i, int j, int k, int axis, float a, float b) {
    const double t = std::clamp(a / (a - b), nearestToCorner, 1 - nearestToCorner);
    Vec3 index{double(i - 1), double(j - 1), double(k)};
    (axis == 0 ? index.x : axis == 1 ? index.y : index.z) += t;
    mesh.vertices.push_back(geometry_.toPatient(index));
    return std::uint32_t(mesh.vertices.size() - 1);
  }

  void vertices(Plane& plane, int k) {
    std::ranges::fill(plane.xEdges, none);
    std::ranges::fill(plane.yEdges, none);
    for (int j = 0; j < height_ - 1; ++j) {
      if (!plane.rowHasInside[j] && !plane.rowHasInside[j + 1]) continue;
      for (int i = 0; i < width_ - 1; ++i) {
        const std::size_t at = std::size_t(j) * width_ + i;
        if (plane.inside[at] != plane.inside[at + 1])
          plane.xEdges[at] = addVertex(i, j, k, 0, plane.values[at], plane.values[at + 1]);
        if (plane.inside[at] != plane.inside[at + width_])
          plane.yEdges[at] = addVertex(i, j, k, 1, plane.values[at], plane.values[at + width_]);
      }
    }
  }

  void zVertices(const Plane& low, const Plane& high, int k) {
    for (int j = 0; j < height_; ++j) {
      if (!low.rowHasInside[j] && !high.rowHasInside[j]) continue;
      for (int i = 0; i < width_; ++i) {
        const std::size_t at = std::size_t(j) * width_ + i;
        if (low.inside[at] != high.inside[at])
          zEdges_[at] = addVertex(i, j, k, 2, low.values[at], high.values[at]);
      }
    }
  }

  void cells(const Plane& low, const Plane& high, int) {
    const auto& cases = marchingCases();
    for (int j = 0; j < height_ - 1; ++j) {
      if (!(low.rowHasInside[j] | low.rowHasInside[j + 1] | high.rowHasInside[j] |
            high.rowHasInside[j + 1]))
        continue;
      const auto column = [&](std::size_t at) {
        return low.inside[at] | low.inside[at + width_] << 2 | high.inside[at] << 4 |
               high.inside[at + width_] << 6;
      };
      std::size_t at = std::size_t(j) * width_;
      for (int i = 0, left = column(at); i < width_ - 1; ++i, ++at) {
        const int right = column(at + 1);
        const int pattern = left | right << 1;
        left = right;
        if (pattern != 0 && pattern != 255) addCell(cases[pattern], low, high, at);
      }
    }
  }

  void addCell(const MarchingCase& pattern, const Plane& low, const Plane& high, std::size_t at) {
    const std::size_t w = width_;
    const std::array<std::uint32_t, 12> onEdge{
        low.xEdges[at], low.xEdges[at + w], high.xEdges[at], high.xEdges[at + w],
        low.yEdges[at], low.yEdges[at + 1], high.yEdges[at], high.yEdges[at + 1],
        zEdges_[at],    zEdges_[at + 1],    zEdges_[at + w], zEdges_[at + w + 1]};
    for (const auto& t : pattern)
      mesh.triangles.push_back({onEdge[t[0]], onEdge[t[1]], onEdge[t[2]]});
  }

  const Geometry& geometry_;
  const FillRow& fillRow_;
  int width_, height_;
  float outside_ = 1000;
  std::vector<std::uint32_t> zEdges_;  // rewritten before each use
};

// fillRow(j, k, float* out): the values of a row, negative inside.
template <class FillRow>
TriangleMesh marched(const Geometry& geometry, const FillRow& fillRow, const Progress& progress) {
  if (geometry.count() == 0) return {};
  const int layers = geometry.size[2] + 1;  // of cells, from slice −1
  const int slabs = std::min(layers, 4);    // not the number of cores: the order of the vertices
  std::vector<SlabMesher<FillRow>> meshers(slabs, {geometry, fillRow});
  parallelFor(slabs, [&](int begin, int end) {
    for (int s = begin; s < end; ++s)
      meshers[s].run(layers * s / slabs - 1, layers * (s + 1) / slabs - 1,
                     s == 0 ? progress : Progress{});
  });

  TriangleMesh mesh = std::move(meshers[0].mesh);
  auto below = std::move(meshers[0].top);
  for (int s = 1; s < slabs; ++s) {
    const TriangleMesh& part = meshers[s].mesh;
    std::vector<std::uint32_t> merged(part.vertices.size(), none);
    const auto weld = [&](const auto& mine, const auto& theirs) {
      for (std::size_t i = 0; i < mine.size(); ++i)
        if (mine[i] != none) merged[mine[i]] = theirs[i];
    };
    weld(meshers[s].bottom.xEdges, below.xEdges);
    weld(meshers[s].bottom.yEdges, below.yEdges);
    for (std::size_t v = 0; v < merged.size(); ++v)
      if (merged[v] == none) {
        merged[v] = std::uint32_t(mesh.vertices.size());
        mesh.vertices.push_back(part.vertices[v]);
      }
    for (const auto& t : part.triangles)
      mesh.triangles.push_back({merged[t[0]], merged[t[1]], merged[t[2]]});
    below = std::move(meshers[s].top);
    for (auto* edges : {&below.xEdges, &below.yEdges})
      for (auto& v : *edges)
        if (v != none) v = merged[v];
    meshers[s].mesh = {};
  }
  progress.at(1);
  return mesh;
}

}  // namespace

TriangleMesh isosurface(const DistanceVolume& distance, Progress progress) {
  const auto fillRow = [&](int j, int k, float* out) {
    const auto row =
        distance.voxels().subspan(distance.geometry().index(0, j, k), distance.geometry().size[0]);
    std::ranges::copy(row, out);
  };
  return marched(distance.geometry(), fillRow, progress);
}

TriangleMesh boneSurface(const CtVolume& ct, const BinaryVolume& mask, double lowerHu,
                         Progress progress) {
  const auto threshold = float(lowerHu);
  const auto fillRow = [&](int j, int k, float* out) {
    const std::size_t start = ct.geometry().index(0, j, k);
    const auto hu = ct.voxels().subspan(start, ct.geometry().size[0]);
    const auto bone = mask.voxels().subspan(start, ct.geometry().size[0]);
    for (std::size_t i = 0; i < hu.size(); ++i) {
      const float below = threshold - hu[i];
      out[i] = bone[i] ? std::min(below, -0.5f) : std::max(below, 0.5f);
    }
  };
  return marched(ct.geometry(), fillRow, progress);
}

std::vector<TriangleMesh> connectedParts(const TriangleMesh& mesh) {
  DisjointSets sets(mesh.vertices.size());
  for (const auto& t : mesh.triangles) {
    sets.join(t[0], t[1]);
    sets.join(t[0], t[2]);
  }
  struct Part {
    double area = 0;
    TriangleMesh mesh;
  };
  std::vector<Part> parts;
  std::vector<std::uint32_t> partOf(mesh.vertices.size(), none), renumbered(partOf);
  for (const auto& t : mesh.triangles) {
    auto& index = partOf[sets.root(t[0])];
    if (index == none) {
      index = std::uint32_t(parts.size());
      parts.emplace_back();
    }
    Part& part = parts[index];
    std::array<std::uint32_t, 3> out;
    for (int c = 0; c < 3; ++c) {
      auto& v = renumbered[t[c]];
      if (v == none) {
        v = std::uint32_t(part.mesh.vertices.size());
        part.mesh.vertices.push_back(mesh.vertices[t[c]]);
      }
      out[c] = v;
    }
    const Vec3& a = mesh.vertices[t[0]];
    part.area += length(cross(mesh.vertices[t[1]] - a, mesh.vertices[t[2]] - a));
    part.mesh.triangles.push_back(out);
  }
  std::ranges::stable_sort(parts, std::ranges::greater{}, &Part::area);
  std::vector<TriangleMesh> meshes;
  for (Part& part : parts) meshes.push_back(std::move(part.mesh));
  return meshes;
}

TriangleMesh largestPart(const TriangleMesh& mesh) {
  auto parts = connectedParts(mesh);
  return parts.empty() ? TriangleMesh{} : std::move(parts.front());
}

}  // namespace bregma
