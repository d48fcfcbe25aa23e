#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planning/case.hpp"
#include "planning/implant_maps.hpp"
#include "planning/vault_comparison.hpp"
#include "viewer/color.hpp"
#include "viewer/display_mesh.hpp"
#include "viewer/mesh_slices.hpp"

namespace bregma {

/// What the window shows of a case, by kind: one checkbox each.
enum class LayerKind {
  Skull,
  Rim,
  Vault,
  ByNetwork,  ///< the vault by each of the compared methods
  BySpline,
  ByMirror,
  Implant,
  OuterMold,
  InnerMold,
  Master,
  Box,
  Gauge
};

inline constexpr std::array allLayerKinds{
    LayerKind::Skull,     LayerKind::Rim,      LayerKind::Vault,   LayerKind::ByNetwork,
    LayerKind::BySpline,  LayerKind::ByMirror, LayerKind::Implant, LayerKind::OuterMold,
    LayerKind::InnerMold, LayerKind::Master,   LayerKind::Box,     LayerKind::Gauge};
/// In the order of `comparedMethods`.
inline constexpr std::array comparedLayers{LayerKind::ByNetwork, LayerKind::BySpline,
                                           LayerKind::ByMirror};

/// One mesh of a case, made ready for the eye.
struct Layer {
  LayerKind kind = LayerKind::Skull;
  std::string name;                          ///< unique: "implant 1"
  std::shared_ptr<const void> source;        ///< the result that it was made from
  std::shared_ptr<const TriangleMesh> mesh;  ///< shares the result, no copy
  std::shared_ptr<const DisplayMesh> display;
  std::array<std::shared_ptr<const MeshSlices>, 3> slices;  ///< of `mesh`, by axis
  std::optional<ImplantMap> map;                            ///< of `values`
  std::shared_ptr<const VaultComparison> compared;   ///< that they were made with, if they need it
  std::shared_ptr<const std::vector<float>> values;  ///< painted; one a vertex of `mesh`

  bool same(const Layer& other) const { return name == other.name && source == other.source; }
};
using Layers = std::vector<Layer>;

Color colorOf(LayerKind kind);
/// "implant 1", for a defect counted from 0.
std::string implantLayerName(int defect);

/// The layers of the newest results of `shown`, implants with the values of `map`, which may need
/// `comparison`; with `beside` also the vaults that are compared. What `known` has of the same
/// source is taken from it, the rest is made: about 0.4 s for a skull, 0.5 s for a map.
Layers layersOf(const Case& shown, const Layers& known,
                const std::optional<ImplantMap>& map = std::nullopt,
                const std::shared_ptr<const VaultComparison>& comparison = nullptr,
                bool beside = false);

}  // namespace bregma
