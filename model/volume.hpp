#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "model/geometry.hpp"

namespace bregma {

/// A grid and its voxels, x fastest. Cheap to copy, never changes once made.
template <class T>
class Volume {
 public:
  Volume() : voxels_(std::make_shared<const std::vector<T>>()) {}
  Volume(Geometry geometry, std::vector<T> voxels)
      : geometry_(geometry), voxels_(std::make_shared<const std::vector<T>>(std::move(voxels))) {
    assert(voxels_->size() == geometry_.count());
  }
  const Geometry& geometry() const { return geometry_; }
  std::span<const T> voxels() const { return *voxels_; }
  T at(int i, int j, int k) const { return (*voxels_)[geometry_.index(i, j, k)]; }
  bool empty() const { return voxels_->empty(); }

 private:
  Geometry geometry_;
  std::shared_ptr<const std::vector<T>> voxels_;
};

using CtVolume = Volume<std::int16_t>;      ///< HU
using BinaryVolume = Volume<std::uint8_t>;  ///< 0 or 1
using DistanceVolume = Volume<float>;       ///< mm, negative inside

/// The trilinear value at a continuous index; `outside` beyond the voxel centers.
template <class T>
double sampleAtIndex(const Volume<T>& volume, const Vec3& index, double outside) {
  const auto& n = volume.geometry().size;
  const double fi = std::floor(index.x), fj = std::floor(index.y), fk = std::floor(index.z);
  if (!(fi >= 0 && fj >= 0 && fk >= 0 && fi < n[0] && fj < n[1] && fk < n[2])) return outside;
  const int i = int(fi), j = int(fj), k = int(fk);
  const double a = index.x - fi, b = index.y - fj, c = index.z - fk;
  if ((i == n[0] - 1 && a > 0) || (j == n[1] - 1 && b > 0) || (k == n[2] - 1 && c > 0))
    return outside;
  const std::size_t dx = i + 1 < n[0] ? 1 : 0;
  const std::size_t dy = j + 1 < n[1] ? std::size_t(n[0]) : 0;
  const std::size_t dz = k + 1 < n[2] ? std::size_t(n[0]) * n[1] : 0;
  const T* p = volume.voxels().data() + volume.geometry().index(i, j, k);
  const double low =
      (p[0] * (1 - a) + p[dx] * a) * (1 - b) + (p[dy] * (1 - a) + p[dy + dx] * a) * b;
  p += dz;
  const double high =
      (p[0] * (1 - a) + p[dx] * a) * (1 - b) + (p[dy] * (1 - a) + p[dy + dx] * a) * b;
  return low * (1 - c) + high * c;
}

/// The trilinear value at a patient point.
template <class T>
double sample(const Volume<T>& volume, const Vec3& patient, double outside) {
  return sampleAtIndex(volume, volume.geometry().toIndex(patient), outside);
}

}  // namespace bregma
