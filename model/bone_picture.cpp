#include "model/bone_picture.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "model/parallel.hpp"

namespace bregma {

namespace {

constexpr double outsideHu = -1024;
constexpr double aboveDeg = 35;  ///< of the eye over the axial plane
/// Bone beyond these shares along each axis is a couch or noise, and not what the picture is of.
constexpr double fewest = 0.005;
constexpr double marginShare = 0.06;

/// The picture's axes in the patient, LPS; `into` leads away from the eye.
struct View {
  Vec3 into, right, up;
};

View frontAndAbove() {
  const double a = aboveDeg * std::numbers::pi / 180;
  return {{0, std::cos(a), -std::sin(a)}, {1, 0, 0}, {0, std::sin(a), std::cos(a)}};
}

/// Where nearly all of the bone lies.
std::optional<std::array<Vec3, 2>> boneBox(const CtVolume& ct, double thresholdHu) {
  const Geometry& g = ct.geometry();
  std::array<std::vector<std::size_t>, 3> counts;
  for (std::size_t a = 0; a < 3; ++a) counts[a].resize(std::size_t(g.size[a]));
  std::size_t total = 0, voxel = 0;
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i, ++voxel) {
        if (ct.voxels()[voxel] < thresholdHu) continue;
        ++counts[0][std::size_t(i)], ++counts[1][std::size_t(j)], ++counts[2][std::size_t(k)];
        ++total;
      }
  if (total == 0) return std::nullopt;
  std::array<double, 3> low{}, high{};
  for (std::size_t a = 0; a < 3; ++a) {
    const auto edge = [&](bool fromTop) {
      const std::size_t n = counts[a].size();
      std::size_t seen = 0, at = 0;
      for (; at + 1 < n; ++at) {
        seen += counts[a][fromTop ? n - 1 - at : at];
        if (double(seen) > fewest * double(total)) break;
      }
      return double(fromTop ? n - 1 - at : at);
    };
    low[a] = edge(false), high[a] = edge(true);
  }
  return std::array{g.toPatient(Vec3{low[0], low[1], low[2]}),
                    g.toPatient(Vec3{high[0], high[1], high[2]})};
}

/// The brightness of the bone that a ray meets first, 0 when it meets none.
std::uint8_t shadeAlong(const CtVolume& ct, Vec3 at, const View& view, double stepMm, int steps,
                        double thresholdHu) {
  double before = outsideHu;
  for (int n = 0; n < steps; ++n, at = at + view.into * stepMm) {
    const double hu = sample(ct, at, outsideHu);
    if (hu < thresholdHu) {
      before = hu;
      continue;
    }
    at = at - view.into * (stepMm * (hu - thresholdHu) / (hu - before));
    const auto slope = [&](const Vec3& along) {
      return sample(ct, at + along * stepMm, outsideHu) -
             sample(ct, at - along * stepMm, outsideHu);
    };
    const Vec3 inward{slope({1, 0, 0}), slope({0, 1, 0}), slope({0, 0, 1})};
    const Vec3 light = normalized(view.into - view.up * 0.5 + view.right * 0.35);
    const double lit = length(inward) > 0 ? std::max(0.0, dot(normalized(inward), light)) : 0;
    return std::uint8_t(std::lround(55 + 200 * lit));
  }
  return 0;
}

}  // namespace

Thumbnail bonePicture(const CtVolume& ct, double thresholdHu, int pixels) {
  Thumbnail made{pixels, pixels, std::vector<std::uint8_t>(std::size_t(pixels) * pixels)};
  const auto box = ct.empty() ? std::nullopt : boneBox(ct, thresholdHu);
  if (!box) return made;
  const View view = frontAndAbove();
  const Vec3 half = ((*box)[1] - (*box)[0]) / 2, middle = ((*box)[1] + (*box)[0]) / 2;
  const auto reach = [&](const Vec3& along) {
    return std::abs(along.x * half.x) + std::abs(along.y * half.y) + std::abs(along.z * half.z);
  };
  const double extent = (1 + marginShare) * std::max({reach(view.right), reach(view.up), 1.0});
  const double perPixel = 2 * extent / pixels, depth = length(half) + extent;
  const Vec3& spacing = ct.geometry().spacing;
  const double stepMm = 0.7 * std::max({spacing.x, spacing.y, spacing.z});
  const int steps = int(2 * depth / stepMm) + 1;
  parallelFor(pixels, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (int x = 0; x < pixels; ++x) {
        const double right = (x + 0.5) * perPixel - extent, up = extent - (y + 0.5) * perPixel;
        made.gray[std::size_t(y) * pixels + x] =
            shadeAlong(ct, middle + view.right * right + view.up * up - view.into * depth, view,
                       stepMm, steps, thresholdHu);
      }
  });
  return made;
}

}  // namespace bregma
