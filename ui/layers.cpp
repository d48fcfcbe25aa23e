#include "ui/layers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "planning/bone_islands.hpp"

namespace bregma {
namespace {

// Without a graphics card the scene takes what it can draw in time.
const DisplaySettings displayed{.fineTriangles = 160'000,
                                .coarserTriangles = {80'000, 40'000, 20'000, 10'000}};
constexpr double rimRadiusMm = 0.8;
constexpr Color rimColor{0.93, 0.30, 0.36};

/// A tube around a closed curve.
TriangleMesh tubeAround(const std::vector<Vec3>& curve, double radiusMm) {
  constexpr std::uint32_t sides = 8;
  TriangleMesh tube;
  const auto count = std::uint32_t(curve.size());
  if (count < 3) return tube;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Vec3 along = normalized(curve[(i + 1) % count] - curve[(i + count - 1) % count]);
    const Vec3 any = std::abs(along.z) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
    const Vec3 u = normalized(cross(along, any)), v = cross(along, u);
    for (std::uint32_t s = 0; s < sides; ++s) {
      const double angle = 2 * std::numbers::pi * s / sides;
      tube.vertices.push_back(curve[i] + (u * std::cos(angle) + v * std::sin(angle)) * radiusMm);
    }
  }
  for (std::uint32_t i = 0; i < count; ++i)
    for (std::uint32_t s = 0; s < sides; ++s) {
      const std::uint32_t next = (i + 1) % count * sides, turn = (s + 1) % sides;
      tube.triangles.push_back({i * sides + s, i * sides + turn, next + s});
      tube.triangles.push_back({i * sides + turn, next + turn, next + s});
    }
  return tube;
}

/// Collects layers, and makes only those that are not known yet.
struct Collector {
  const Layers& known;
  Layers layers;

  template <class Result>
  void add(LayerKind kind, std::string name, const std::shared_ptr<const Result>& result,
           const TriangleMesh& mesh) {
    Layer layer = begun(kind, std::move(name), result);
    layer.mesh = {result, &mesh};
    if (!reuse(layer) && !mesh.empty()) finish(std::move(layer));
  }
  void addRim(std::string name, const std::shared_ptr<const Defects>& defects,
              const std::vector<Vec3>& rim) {
    Layer layer = begun(LayerKind::Rim, std::move(name), defects);
    if (reuse(layer) || rim.empty()) return;
    layer.mesh = std::make_shared<const TriangleMesh>(tubeAround(rim, rimRadiusMm));
    finish(std::move(layer));
  }

  /// The loose bone that the plan keeps.
  void addKept(const Case& shown) {
    const auto scan = shown.scan();
    const auto bone = shown.bone();
    const auto defects = shown.defects();
    if (!shown.plan().implant.keepIslands || !scan || !bone || !defects) return;
    Layer layer = begun(LayerKind::Skull, "kept bone", defects);
    if (reuse(layer) || defects->islands.empty()) return;
    layer.mesh =
        std::make_shared<const TriangleMesh>(islandSurface(*scan, *bone, defects->islands));
    finish(std::move(layer));
  }

 private:
  static Layer begun(LayerKind kind, std::string name, std::shared_ptr<const void> source) {
    Layer layer;
    layer.kind = kind;
    layer.name = std::move(name);
    layer.source = std::move(source);
    return layer;
  }
  bool reuse(const Layer& wanted) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Layer& layer) { return layer.same(wanted); });
    if (found == known.end()) return false;
    layers.push_back(*found);
    return true;
  }
  void finish(Layer layer) {
    layer.display = makeDisplayMesh(*layer.mesh, displayed);
    for (int axis = 0; axis < 3; ++axis)
      layer.slices[std::size_t(axis)] = std::make_shared<const MeshSlices>(layer.mesh, axis);
    layers.push_back(std::move(layer));
  }
};

std::string numbered(std::string name, int defect, int piece = 0) {
  name += " " + std::to_string(defect + 1);
  return piece == 0 ? name : name + " piece " + std::to_string(piece);
}

LayerKind layerOf(PrintKind kind) {
  switch (kind) {
    case PrintKind::OuterHalf: return LayerKind::OuterMold;
    case PrintKind::InnerHalf: return LayerKind::InnerMold;
    case PrintKind::Master: return LayerKind::Master;
    case PrintKind::Bed:
    case PrintKind::Frame: return LayerKind::Box;
    case PrintKind::Gauge: return LayerKind::Gauge;
  }
  return LayerKind::InnerMold;
}

/// The values of a map on the layer of an implant, unless it has them.
void paint(Layer& layer, const Implant& implant, const Case& shown,
           const std::optional<ImplantMap>& map,
           const std::shared_ptr<const VaultComparison>& comparison) {
  if (layer.map == map && layer.compared == comparison) return;
  layer.map = map;
  layer.compared = comparison;
  layer.values.reset();
  const auto bone = shown.bone();
  const auto vault = shown.vault();
  const auto head = shown.head();
  if (!map || !bone || !vault || !head) return;
  layer.values = std::make_shared<const std::vector<float>>(
      mapOf(*map, implant, *bone, *vault, *head, comparison.get()));
}

}  // namespace

Color colorOf(LayerKind kind) {
  switch (kind) {
    case LayerKind::Skull: return boneColor;
    case LayerKind::Rim: return rimColor;
    case LayerKind::Vault: return vaultColor;
    case LayerKind::ByNetwork: return networkColor;
    case LayerKind::BySpline: return splineColor;
    case LayerKind::ByMirror: return mirrorColor;
    case LayerKind::Implant: return implantColor;
    case LayerKind::OuterMold: return outerMoldColor;
    case LayerKind::InnerMold: return innerMoldColor;
    case LayerKind::Master: return implantColor;
    case LayerKind::Box: return castingBoxColor;
    case LayerKind::Gauge: return boneColor;
  }
  return {};
}

std::string implantLayerName(int defect) { return numbered("implant", defect); }

Layers layersOf(const Case& shown, const Layers& known, const std::optional<ImplantMap>& map,
                const std::shared_ptr<const VaultComparison>& comparison, bool beside) {
  Collector all{known, {}};
  if (const auto bone = shown.bone()) all.add(LayerKind::Skull, "skull", bone, bone->surface);
  all.addKept(shown);
  if (const auto defects = shown.defects())
    for (std::size_t i = 0; i < defects->regions.size(); ++i)
      all.addRim(numbered("rim", int(i)), defects, defects->regions[i].rim);
  if (const auto vault = shown.vault()) all.add(LayerKind::Vault, "vault", vault, vault->surface);
  if (comparison && beside)
    for (std::size_t i = 0; i < comparedMethods.size(); ++i)
      all.add(comparedLayers[i], "vault by " + std::string(nameOf(comparedMethods[i])), comparison,
              comparison->vaults[i].surface);
  if (const auto implants = shown.implants())
    for (const Implant& part : implants->parts) {
      if (part.product().empty()) continue;
      all.add(LayerKind::Implant, implantLayerName(part.defect), implants, part.product());
      paint(all.layers.back(), part, shown, map,
            map == ImplantMap::Disagreement ? comparison : nullptr);
    }
  if (const auto molds = shown.molds())
    for (const Mold& mold : molds->parts)
      for (const PrintPart& part : mold.parts)
        all.add(layerOf(part.kind),
                numbered(std::string(nameOf(part.kind)), mold.defect, part.piece), molds,
                part.mesh);
  return std::move(all.layers);
}

}  // namespace bregma
